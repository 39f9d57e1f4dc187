package dev.gslb.internal.exchange;

import dev.gslb.internal.table.PackedZone;
import dev.gslb.spi.SecondaryZone;
import java.io.IOException;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Asks the primaries of a zone for what is new. Blocks. */
@FunctionalInterface
interface ZoneFetch {
  /**
   * Takes the zone from the first primary that has it in order.
   *
   * @param zone what to take, and where
   * @param current what is here; null if nothing is
   * @param maxRecords a longer transfer is broken off
   * @param first the address to begin with: who told of a change; null for the order of the zone
   * @return a newer zone, or the very object that is here if no primary has a newer one, but one
   *     has the same
   * @throws IOException if no primary has it, or none but older ones
   */
  PackedZone fetch(
      SecondaryZone zone, @Nullable PackedZone current, int maxRecords, @Nullable InetAddress first)
      throws IOException;
}
