package dev.gslb.benchmarks.memory;

import dev.gslb.zone.DomainName;
import dev.gslb.zone.RRset;
import dev.gslb.zone.RecordType;
import dev.gslb.zone.Zone;
import dev.gslb.zone.ZoneChange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * How many octets does a record take in what is served, and how many more does the zone after a
 * change of one record take while the one before it is still held? The argument is the number of
 * records.
 */
final class BytesPerRecord {
  private BytesPerRecord() {}

  /** Measures each kind of zone. */
  public static void main(String[] arguments) throws IOException {
    int records = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000;
    System.out.printf(
        "%-6s %10s %14s %14s %12s%n", "zone", "records", "B/record", "B/change", "load ms");
    for (RecordKind kind : RecordKind.values()) {
      measure(kind, records);
    }
  }

  private static void measure(RecordKind kind, int records) throws IOException {
    Path file = ZoneFile.write(kind, records, 1);
    long before = Heap.liveBytes();
    long start = System.nanoTime();
    Zone zone = Zone.builder(ZoneFile.APEX).addFile(file).build();
    long loadMillis = (System.nanoTime() - start) / 1_000_000;
    long loaded = Heap.liveBytes();
    DomainName owner = DomainName.of(ZoneFile.label(records / 2) + "." + ZoneFile.APEX);
    RecordType type = RecordType.of("TXT");
    RRset added = RRset.of(owner, type, 300, "changed");
    ZoneChange change = new ZoneChange(List.of(), List.of(added));
    // Once for nothing, so that what is made once and kept is not counted.
    zone.with(change).rrset(owner, type);
    long alone = Heap.liveBytes();
    Zone changed = zone.with(change);
    long both = Heap.liveBytes();
    if (zone.rrset(owner, type).equals(changed.rrset(owner, type))) {
      throw new IllegalStateException("the change is not seen");
    }
    System.out.printf(
        Locale.ROOT,
        "%-6s %,10d %14.1f %,14d %,12d%n",
        kind,
        zone.rrsetCount() - 2,
        (loaded - before) / (double) records,
        both - alone,
        loadMillis);
  }
}
