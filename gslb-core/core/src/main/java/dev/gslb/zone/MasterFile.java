package dev.gslb.zone;

import dev.gslb.internal.table.PackedZoneEditor;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Master;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.TTL;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Reads a master file, entry by entry, into a zone: plain records by itself, all others through
 * dnsjava. Reading goes on behind an entry that is wrong, so that all problems are reported at
 * once. Confined to one thread.
 */
final class MasterFile {
  /** How dnsjava begins its messages: the place in what it read, which is not a file to it. */
  private static final Pattern PLACE = Pattern.compile("^<none>:\\d+: ");

  private static final String LINE = "a line of a master file";

  /** Problems of one file after which the rest of it is not read. */
  private static final int MAX_PROBLEMS = 1_000;

  private static final int UNKNOWN = -1;

  /** Stands for a TTL that nothing in the file says, while dnsjava reads an entry. */
  private static final long UNSTATED = RRset.MAX_TTL_SECONDS;

  private final MasterFileEntries entries;
  private final PackedZoneEditor zone;
  private final String source;
  private final PlainRecord plain = new PlainRecord();
  private final List<Problem> problems = new ArrayList<>();
  private Name originOfWire = Name.root;
  private byte[] originWire = {0};
  private long defaultTtlSeconds = UNKNOWN;
  private long lastTtlSeconds = UNKNOWN;
  private byte[] lastWire = {};
  private @Nullable DomainName lastOwner;

  private MasterFile(MasterFileEntries entries, PackedZoneEditor zone, String source) {
    this.entries = entries;
    this.zone = zone;
    this.source = source;
  }

  /** Adds the file's records to a zone. Returns what is wrong with it. */
  static List<Problem> read(Path file, DomainName apex, PackedZoneEditor zone) {
    String place = file.toString();
    try (MasterFileEntries entries = new MasterFileEntries(file, new Name(apex.wire()))) {
      MasterFile reader = new MasterFile(entries, zone, place);
      reader.readAll();
      return reader.problems;
    } catch (NoSuchFileException e) {
      return List.of(new Problem(place, "no such file", "a master file"));
    } catch (IOException e) {
      return List.of(new Problem(place, "not readable: " + e.getMessage(), "a master file"));
    }
  }

  private void readAll() {
    try {
      while (entries.next()) {
        if (problems.size() >= MAX_PROBLEMS) {
          add("the rest, behind " + MAX_PROBLEMS + " problems, was not read", "a master file");
          return;
        }
        readEntry();
      }
    } catch (IOException e) {
      add(message(e), "a master file");
    }
  }

  private void readEntry() {
    byte[] bytes = entries.bytes();
    int from = entries.from();
    if (bytes[from] == '$' ? !readDirective() : !readPlain(bytes, from)) {
      readThroughParser(bytes, from);
    }
  }

  private void add(String value, String expected) {
    problems.add(new Problem(entries.place(), value, expected));
  }

  private static String message(Exception e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return PLACE.matcher(message).replaceFirst("");
  }

  /** Obeys $ORIGIN, $TTL and $INCLUDE. Returns whether the entry was one of them. */
  private boolean readDirective() {
    String text =
        new String(
            entries.bytes(),
            entries.from(),
            entries.to() - entries.from(),
            StandardCharsets.ISO_8859_1);
    String[] words = text.trim().split("\\s+", -1);
    String name = words[0].toUpperCase(Locale.ROOT);
    if (words.length < 2 || words.length > (name.equals("$INCLUDE") ? 3 : 2)) {
      return false;
    }
    try {
      switch (name) {
        case "$ORIGIN" -> entries.origin(name(words[1]));
        case "$TTL" -> defaultTtlSeconds = TTL.parseTTL(words[1]);
        case "$INCLUDE" -> {
          Name origin = words.length > 2 ? name(words[2]) : entries.origin();
          entries.include(words[1].replace("\"", ""), origin);
        }
        default -> {
          return false;
        }
      }
    } catch (NoSuchFileException e) {
      add(words[0] + " " + words[1] + ": no such file", LINE);
    } catch (IOException | RuntimeException e) {
      add(text.trim() + ": " + message(e), LINE);
    }
    return true;
  }

  private Name name(String text) throws TextParseException {
    return text.equals("@") ? entries.origin() : Name.fromString(text, entries.origin());
  }

  @SuppressWarnings("ReferenceEquality") // the very object, whose wire form is kept
  private boolean readPlain(byte[] bytes, int from) {
    Name origin = entries.origin();
    if (origin != originOfWire) {
      originOfWire = origin;
      originWire = origin.toWire();
    }
    if (!plain.read(bytes, from, entries.to(), originWire)) {
      return false;
    }
    long ttlSeconds = plain.ttlSeconds();
    if (ttlSeconds < 0) {
      ttlSeconds = defaultTtlSeconds >= 0 ? defaultTtlSeconds : lastTtlSeconds;
    }
    DomainName owner = owner(plain.owner());
    if (owner == null || ttlSeconds < 0) {
      return false;
    }
    lastTtlSeconds = ttlSeconds;
    lastOwner = owner;
    add(owner, plain.type(), ttlSeconds, plain.rdata());
    return true;
  }

  private @Nullable DomainName owner(byte @Nullable [] wire) {
    if (wire == null || (lastOwner != null && Arrays.equals(wire, lastWire))) {
      return lastOwner;
    }
    lastWire = wire;
    return DomainName.fromWire(wire, 0);
  }

  /** Has dnsjava read the entry, with what the entries before it left unsaid put in. */
  private void readThroughParser(byte[] bytes, int from) {
    if (!entries.isClosed()) {
      add("a parenthesis without end", LINE);
      return;
    }
    // With an end of line, since some ends of files puzzle dnsjava.
    byte[] text = Arrays.copyOfRange(bytes, from, entries.to() + 1);
    text[text.length - 1] = '\n';
    boolean directive = text[0] == '$';
    if (text[0] == ' ' || text[0] == '\t') {
      if (lastOwner == null) {
        add("no owner", LINE);
        return;
      }
      byte[] owner = lastOwner.toString().getBytes(StandardCharsets.ISO_8859_1);
      byte[] whole = Arrays.copyOf(owner, owner.length + text.length);
      System.arraycopy(text, 0, whole, owner.length, text.length);
      text = whole;
    }
    long stated = defaultTtlSeconds >= 0 ? defaultTtlSeconds : lastTtlSeconds;
    long ttlSeconds = stated >= 0 ? stated : UNSTATED;
    // A small buffer of its own, since dnsjava would make one of 8 KiB for each entry.
    BufferedInputStream in = new BufferedInputStream(new ByteArrayInputStream(text), text.length);
    try (Master master = new Master(in, entries.origin(), ttlSeconds)) {
      for (Record record = master.nextRecord(); record != null; record = master.nextRecord()) {
        take(record, stated < 0, directive);
      }
    } catch (IOException | RuntimeException e) {
      // dnsjava answers some malformed records with exceptions of many kinds.
      add(message(e), LINE);
    }
  }

  private void take(Record record, boolean ttlMayBeMissing, boolean generated) {
    long ttlSeconds = record.getTTL();
    if (ttlMayBeMissing && ttlSeconds == UNSTATED) {
      if (!(record instanceof SOARecord soa)) {
        add("missing TTL", LINE);
        return;
      }
      // As others do: the minimum of a first SOA without TTL stands for $TTL.
      ttlSeconds = soa.getMinimum();
      defaultTtlSeconds = ttlSeconds;
    }
    byte[] wire = record.getName().toWire();
    DomainName owner =
        lastOwner != null && Arrays.equals(wire, lastWire)
            ? lastOwner
            : DomainName.fromWire(wire, 0);
    if (!generated) {
      lastWire = wire;
      lastOwner = owner;
      lastTtlSeconds = ttlSeconds;
    }
    if (record.getDClass() != DClass.IN) {
      add(owner, record.getType(), "class " + DClass.string(record.getDClass()), "IN");
      return;
    }
    byte[] rdata;
    try {
      rdata = RRset.rdataOf(record);
    } catch (RuntimeException e) {
      // dnsjava accepts some records that it cannot write.
      add(owner, record.getType(), String.valueOf(e.getMessage()), "RDATA of its type");
      return;
    }
    add(owner, record.getType(), ttlSeconds, rdata);
  }

  private void add(DomainName owner, int type, long ttlSeconds, byte[] rdata) {
    Problem problem = zone.add(owner, new RecordType(type), ttlSeconds, rdata, source);
    if (problem != null) {
      add(owner, type, problem.value(), problem.expected());
    }
  }

  private void add(DomainName owner, int type, String value, String expected) {
    String place = entries.place() + " " + owner + " " + Type.string(type);
    problems.add(new Problem(place, value, expected));
  }
}
