package dev.gslb.spi;

import dev.gslb.zone.DomainName;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * A zone that is taken from other servers and kept up to date by its SOA's timers (RFC 1034 section
 * 4.3.5) and by their NOTIFY (RFC 1996).
 *
 * @param apex of the zone
 * @param primaries where it is taken from: the first that answers, in this order; at least one
 */
public record SecondaryZone(DomainName apex, List<Primary> primaries) {
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

  /**
   * A server that has the zone.
   *
   * @param address where it listens, over UDP and TCP; a NOTIFY may come from any of its ports
   * @param key signs what is asked of it and must sign what it answers; empty for unsigned messages
   */
  public record Primary(InetSocketAddress address, Optional<TsigKey> key) {}
}
