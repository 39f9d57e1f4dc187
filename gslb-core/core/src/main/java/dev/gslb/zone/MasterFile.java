package dev.gslb.zone;

import dev.gslb.internal.table.PackedZoneEditor;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Master;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Reads master files through dnsjava. */
final class MasterFile {
  /** How dnsjava begins its messages: the place in what it read, which is not a file to it. */
  private static final Pattern PLACE = Pattern.compile("^<none>:\\d+: ");

  private MasterFile() {}

  /** Adds the file's records to a zone. Returns what is wrong with it. */
  static List<Problem> read(Path file, DomainName apex, PackedZoneEditor zone) {
    List<Problem> problems = new ArrayList<>();
    String place = file.toString();
    try (MasterFileLines lines = new MasterFileLines(file, new Name(apex.wire()));
        Master master = new Master(lines, new Name(apex.wire()))) {
      Name lastName = Name.root;
      DomainName lastOwner = DomainName.ROOT;
      Record record = next(master, lines, problems);
      while (record != null) {
        if (!record.getName().equals(lastName)) {
          lastName = record.getName();
          lastOwner = DomainName.fromWire(lastName.toWire(), 0);
        }
        Problem problem = add(zone, file, lastOwner, record);
        if (problem != null) {
          problems.add(
              new Problem(
                  lines.place() + " " + lastOwner + " " + Type.string(record.getType()),
                  problem.value(),
                  problem.expected()));
        }
        record = next(master, lines, problems);
      }
    } catch (NoSuchFileException e) {
      problems.add(new Problem(place, "no such file", "a master file"));
    } catch (IOException e) {
      problems.add(new Problem(place, "not readable: " + e.getMessage(), "a master file"));
    }
    return problems;
  }

  /** Reads on; the first line that is not one of a master file ends the reading. */
  private static @Nullable Record next(
      Master master, MasterFileLines lines, List<Problem> problems) {
    try {
      return master.nextRecord();
    } catch (IOException | RuntimeException e) {
      // dnsjava answers some malformed records with exceptions of many kinds.
      String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      problems.add(
          new Problem(
              lines.place(), PLACE.matcher(message).replaceFirst(""), "a line of a master file"));
      return null;
    }
  }

  private static @Nullable Problem add(
      PackedZoneEditor zone, Path file, DomainName owner, Record record) {
    if (record.getDClass() != DClass.IN) {
      return new Problem("", "class " + DClass.string(record.getDClass()), "IN");
    }
    byte[] rdata;
    try {
      rdata = RRset.rdataOf(record);
    } catch (RuntimeException e) {
      // dnsjava accepts some records that it cannot write.
      return new Problem("", String.valueOf(e.getMessage()), "RDATA of its type");
    }
    return zone.add(
        owner, new RecordType(record.getType()), record.getTTL(), rdata, file.toString());
  }
}
