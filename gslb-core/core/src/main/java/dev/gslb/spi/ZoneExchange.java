package dev.gslb.spi;

import java.util.List;
import java.util.Optional;

/**
 * How a zone is exchanged with other servers.
 *
 * @param transfer who may take the zone (AXFR, IXFR); none by default
 * @param notified who is told when the zone changes (RFC 1996)
 * @param gslb what a transfer says for a name that policies answer
 * @param updates who may change the zone by UPDATE; empty if the zone is not dynamic. A dynamic
 *     zone is its file under what updates made of it
 */
public record ZoneExchange(
    List<AccessRule> transfer,
    List<ExchangePeer> notified,
    GslbContent gslb,
    Optional<List<UpdateGrant>> updates) {
  /** Nobody may take the zone and nobody is told of it. */
  public static final ZoneExchange NONE =
      new ZoneExchange(List.of(), List.of(), GslbContent.HEALTHY);

  /** Copies the lists. */
  public ZoneExchange {
    transfer = List.copyOf(transfer);
    notified = List.copyOf(notified);
    updates = updates.map(List::copyOf);
  }

  /**
   * Describes the exchange of a zone that is not dynamic.
   *
   * @param transfer who may take the zone
   * @param notified who is told when it changes
   * @param gslb what a transfer says for a name that policies answer
   */
  public ZoneExchange(List<AccessRule> transfer, List<ExchangePeer> notified, GslbContent gslb) {
    this(transfer, notified, gslb, Optional.empty());
  }

  /** What stands in a transferred zone for a name that policies answer. */
  public enum GslbContent {
    /** The addresses that a client of unknown place would draw from now. */
    HEALTHY,
    /** The addresses of all endpoints. */
    ALL,
    /** Nothing. */
    OMIT
  }
}
