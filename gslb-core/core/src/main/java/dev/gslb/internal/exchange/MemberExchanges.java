package dev.gslb.internal.exchange;

import dev.gslb.spi.ExchangeConfig;
import dev.gslb.spi.ZoneExchange;
import dev.gslb.zone.DomainName;
import java.util.Map;

/** To whom zones are given on that catalogs name. One writer, any readers. */
public final class MemberExchanges {
  private volatile Map<DomainName, ZoneExchange> members = Map.of();

  /** Starts with none. */
  public MemberExchanges() {}

  /** Replaces all of them. */
  void set(Map<DomainName, ZoneExchange> next) {
    members = Map.copyOf(next);
  }

  /** What holds for a zone: its own, its catalog's, or the default. */
  ZoneExchange of(DomainName apex, ExchangeConfig config) {
    ZoneExchange own = config.zones().get(apex);
    return own != null ? own : members.getOrDefault(apex, config.defaults());
  }
}
