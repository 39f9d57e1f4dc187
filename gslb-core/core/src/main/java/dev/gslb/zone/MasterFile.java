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
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Master;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.TTL;
import org.xbill.DNS.TextParseException;

/**
 * Reads a master file, entry by entry, into a zone: plain records and some types by itself, all
 * others through dnsjava. Reading goes on behind an entry that is wrong, so that all problems are
 * reported at once. Confined to one thread.
 */
final class MasterFile {
  /** How dnsjava begins its messages: the place in what it read, which is not a file to it. */
  private static final Pattern PLACE = Pattern.compile("^<none>:\\d+: ");

  private static final String LINE = "a line of a master file";

  /** Problems of one file after which the rest of it is not read. */
  private static final int MAX_PROBLEMS = 1_000;

  /** Records of one $GENERATE. */
  private static final int MAX_GENERATED = 1 << 20;

  /** A width in $GENERATE that makes more than the longest name could hold. */
  private static final Pattern TOO_WIDE = Pattern.compile("\\{[^},]*,\\s*0*\\d{4}");

  private static final int UNKNOWN = -1;

  private final MasterFileEntries entries;
  private final PackedZoneEditor zone;
  private final String source;
  private final Supplier<String> place;
  private final PlainRecord plain = new PlainRecord();
  private final FieldedRecord fielded = new FieldedRecord();
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
    this.place = entries::place;
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
    if (entries.hasStrayReturn()) {
      add("a carriage return that ends no line", LINE);
      return;
    }
    byte[] bytes = entries.bytes();
    int from = entries.from();
    boolean read =
        bytes[from] == '$' ? readDirective() : readPlain(bytes, from) || readFielded(bytes, from);
    if (!read) {
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

  /** Obeys a directive, all but $GENERATE. Returns whether the entry was not $GENERATE. */
  private boolean readDirective() {
    String text =
        new String(
                entries.bytes(),
                entries.from(),
                entries.to() - entries.from(),
                StandardCharsets.ISO_8859_1)
            .trim();
    String name = text.split("\\s", 2)[0].toUpperCase(Locale.ROOT);
    List<String> words = MasterText.words(text);
    int count = words == null ? 0 : words.size();
    try {
      switch (name) {
        case "$GENERATE" -> {
          return isTooWide(text);
        }
        case "$ORIGIN" -> {
          if (words == null || count != 2) {
            add(text, "$ORIGIN name");
          } else {
            entries.origin(name(words.get(1)));
          }
        }
        case "$TTL" -> {
          if (words == null || count != 2) {
            add(text, "$TTL seconds");
          } else {
            defaultTtlSeconds = TTL.parseTTL(words.get(1));
          }
        }
        case "$INCLUDE" -> {
          if (words == null || count < 2 || count > 3) {
            add(text, "$INCLUDE file [origin]");
          } else {
            Name origin = count > 2 ? name(words.get(2)) : entries.origin();
            byte[] file = words.get(1).getBytes(StandardCharsets.ISO_8859_1);
            entries.include(new String(file, StandardCharsets.UTF_8), origin);
          }
        }
        default -> add(text, "$ORIGIN, $TTL, $INCLUDE or $GENERATE");
      }
    } catch (NoSuchFileException e) {
      add(text + ": no such file", LINE);
    } catch (IOException | RuntimeException e) {
      add(text + ": " + message(e), LINE);
    }
    return true;
  }

  private boolean isTooWide(String text) {
    boolean wide = TOO_WIDE.matcher(text).find();
    // dnsjava undoes escapes here once more than elsewhere.
    boolean ascii = MasterText.firstAboveAscii(text.getBytes(StandardCharsets.ISO_8859_1)) < 0;
    if (wide || !ascii) {
      add(text, wide ? "a width under 1000" : "ASCII in $GENERATE");
    }
    return wide || !ascii;
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
      ttlSeconds = unstatedTtlSeconds();
    }
    DomainName owner = owner(plain.owner());
    if (owner == null || ttlSeconds < 0) {
      return false;
    }
    byte[] wire = plain.owner();
    keep(wire == null ? lastWire : wire, owner, ttlSeconds);
    add(owner, plain.type(), ttlSeconds, plain.rdata());
    return true;
  }

  private long unstatedTtlSeconds() {
    return defaultTtlSeconds >= 0 ? defaultTtlSeconds : lastTtlSeconds;
  }

  private boolean readFielded(byte[] bytes, int from) {
    try {
      if (!entries.isClosed() || !fielded.read(bytes, from, entries.to(), entries.origin())) {
        return false;
      }
    } catch (IOException | RuntimeException e) {
      add(message(e), LINE);
      return true;
    }
    byte[] wire = fielded.owner();
    DomainName owner = owner(wire);
    long ttlSeconds = fielded.ttlSeconds() < 0 ? unstatedTtlSeconds() : fielded.ttlSeconds();
    if (owner == null || ttlSeconds < 0) {
      add(owner == null ? "no owner" : "missing TTL", LINE);
      return true;
    }
    keep(wire == null ? lastWire : wire, owner, ttlSeconds);
    add(owner, fielded.type(), ttlSeconds, fielded.rdata());
    return true;
  }

  private @Nullable DomainName owner(byte @Nullable [] wire) {
    if (wire == null || (lastOwner != null && Arrays.equals(wire, lastWire))) {
      return lastOwner;
    }
    return DomainName.fromWire(wire, 0);
  }

  private void keep(byte[] wire, DomainName owner, long ttlSeconds) {
    lastWire = wire;
    lastOwner = owner;
    lastTtlSeconds = ttlSeconds;
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
    text = MasterText.toAscii(text);
    long ttlSeconds = unstatedTtlSeconds();
    try {
      boolean missing = ttlSeconds < 0 && !statesTtl(text);
      readThroughParser(text, Math.max(0, ttlSeconds), missing, directive);
    } catch (IOException | RuntimeException e) {
      // dnsjava answers some malformed records with exceptions of many kinds.
      add(message(e), LINE);
    }
  }

  /** Whether an entry has a TTL of its own: then it is the same whatever the one before it had. */
  private boolean statesTtl(byte[] text) throws IOException {
    return firstTtl(text, 0) == firstTtl(text, 1);
  }

  private long firstTtl(byte[] text, long otherwise) throws IOException {
    try (Master master = parser(text, otherwise)) {
      Record record = master.nextRecord();
      return record == null ? UNKNOWN : record.getTTL();
    }
  }

  private Master parser(byte[] text, long ttlSeconds) {
    // A small buffer of its own, since dnsjava would make one of 8 KiB for each entry.
    BufferedInputStream in = new BufferedInputStream(new ByteArrayInputStream(text), text.length);
    Master master = new Master(in, entries.origin(), ttlSeconds);
    // Files are included by this reader alone, which bounds how deep.
    master.disableIncludes(true);
    return master;
  }

  private void readThroughParser(byte[] text, long ttlSeconds, boolean missing, boolean generated)
      throws IOException {
    try (Master master = parser(text, ttlSeconds)) {
      int count = 0;
      for (Record record = master.nextRecord(); record != null; record = master.nextRecord()) {
        if (problems.size() >= MAX_PROBLEMS) {
          return;
        }
        if (++count > MAX_GENERATED) {
          add("more than " + MAX_GENERATED + " records of one $GENERATE", LINE);
          return;
        }
        take(record, missing, generated);
      }
    }
  }

  private void take(Record record, boolean ttlIsMissing, boolean generated) {
    long ttlSeconds = record.getTTL();
    if (ttlIsMissing) {
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
      keep(wire, owner, ttlSeconds);
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
    RecordType rrtype = new RecordType(type);
    if (!rrtype.isData()) {
      add(owner, type, "a record of this type", "a type of data");
      return;
    }
    Problem problem = zone.add(owner, rrtype, ttlSeconds, rdata, source, place);
    if (problem != null) {
      add(owner, type, problem.value(), problem.expected());
    }
  }

  private void add(DomainName owner, int type, String value, String expected) {
    String place = entries.place() + " " + owner + " " + new RecordType(type);
    problems.add(new Problem(place, value, expected));
  }
}
