package dev.gslb.internal.snapshot;

import dev.gslb.internal.table.NameTable;
import dev.gslb.internal.table.PagedList;
import dev.gslb.spi.Command;

/**
 * Everything that answers depend on, at one moment. Immutable, but for the tickets.
 *
 * @param id goes up by one with each snapshot
 * @param apexes the zones' apexes; an apex's SOA entry holds the zone's index
 * @param fewestApexLabels labels of the shortest apex
 * @param mostApexLabels labels of the longest apex; below fewestApexLabels if there is no zone
 * @param zones the zones
 * @param policies what each policy answers now
 * @param tickets the counters behind rotation
 * @param serveUntilNanos until when this node may answer, on the scale of System.nanoTime; {@link
 *     dev.gslb.spi.Command.ServeUntil#FOREVER} for no limit
 */
public record Snapshot(
    long id,
    NameTable apexes,
    int fewestApexLabels,
    int mostApexLabels,
    PagedList<ZoneView> zones,
    PagedList<PolicyView> policies,
    Tickets tickets,
    long serveUntilNanos) {
  /** The same with other counters and without a deadline. */
  public Snapshot rehearsal(Tickets other) {
    return new Snapshot(
        id,
        apexes,
        fewestApexLabels,
        mostApexLabels,
        zones,
        policies,
        other,
        Command.ServeUntil.FOREVER);
  }
}
