package dev.gslb.zone;

import dev.gslb.internal.table.PackedZoneEditor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Master;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/** Reads master files through dnsjava. */
final class MasterFile {
  private static final Pattern PLACE = Pattern.compile("(.+?):(\\d+): (.*)", Pattern.DOTALL);

  private MasterFile() {}

  /** Adds the file's records to a zone. Returns what is wrong with it. */
  static List<Problem> read(Path file, DomainName apex, PackedZoneEditor zone) {
    List<Problem> problems = new ArrayList<>();
    if (!Files.isReadable(file)) {
      return List.of(new Problem(file.toString(), "not readable", "a master file"));
    }
    try (Master master = new Master(file.toString(), new Name(apex.wire()))) {
      Name lastName = Name.root;
      DomainName lastOwner = DomainName.ROOT;
      for (Record record = master.nextRecord(); record != null; record = master.nextRecord()) {
        if (!record.getName().equals(lastName)) {
          lastName = record.getName();
          lastOwner = DomainName.fromWire(lastName.toWire(), 0);
        }
        add(zone, file, lastOwner, record, problems);
      }
    } catch (IOException | RuntimeException e) {
      // dnsjava answers some malformed records with exceptions of many kinds.
      problems.add(syntax(file, e));
    }
    return problems;
  }

  private static void add(
      PackedZoneEditor zone, Path file, DomainName owner, Record record, List<Problem> problems) {
    if (record.getDClass() != DClass.IN) {
      problems.add(
          new Problem(
              file.toString(), owner + " class " + DClass.string(record.getDClass()), "IN"));
      return;
    }
    byte[] rdata = RRset.rdataOf(record);
    @Nullable Problem problem =
        zone.add(owner, new RecordType(record.getType()), record.getTTL(), rdata, file.toString());
    if (problem != null) {
      problems.add(problem);
    }
  }

  /** dnsjava begins its messages with the name of the file, without its folder, and the line. */
  private static Problem syntax(Path file, Exception cause) {
    String message = String.valueOf(cause.getMessage());
    Matcher place = PLACE.matcher(message);
    if (!place.matches()) {
      return new Problem(file.toString(), message, "a master file");
    }
    boolean own = place.group(1).equals(String.valueOf(file.getFileName()));
    String name = own ? file.toString() : place.group(1);
    return new Problem(name + ":" + place.group(2), place.group(3), "a master file line");
  }
}
