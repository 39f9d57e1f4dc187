package dev.gslb.spi;

import dev.gslb.zone.DomainName;
import java.util.List;

/**
 * A zone that is taken from other servers and kept up to date by its SOA's timers (RFC 1034 section
 * 4.3.5) and by their NOTIFY (RFC 1996).
 *
 * @param apex of the zone
 * @param primaries where it is taken from: the first that answers, in this order; at least one
 */
public record SecondaryZone(DomainName apex, List<ExchangePeer> primaries) {
  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if there is no primary
   */
  public SecondaryZone {
    primaries = List.copyOf(primaries);
    if (primaries.isEmpty()) {
      throw new IllegalArgumentException(apex + " without primaries (expected: one or more)");
    }
  }
}
