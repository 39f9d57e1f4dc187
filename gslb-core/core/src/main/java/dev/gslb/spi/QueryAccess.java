package dev.gslb.spi;

import dev.gslb.zone.DomainName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who may ask. Queries of others are answered with REFUSED and the extended error 18 (Prohibited,
 * RFC 8914 section 4.19). NOTIFY, transfers and updates have rules of their own.
 *
 * @param defaults for names that are in no zone, for what the server tells of itself, and for zones
 *     that have nothing of their own; an empty list permits nobody
 * @param zones what single zones have in place of it, by apex
 */
public record QueryAccess(List<AccessRule> defaults, Map<DomainName, List<AccessRule>> zones) {
  /** Everybody may ask for everything. */
  public static final QueryAccess EVERYBODY =
      new QueryAccess(List.of(new AccessRule(Optional.empty(), Optional.empty())), Map.of());

  /** Copies the collections. */
  public QueryAccess {
    defaults = List.copyOf(defaults);
    Map<DomainName, List<AccessRule>> copies = new LinkedHashMap<>();
    zones.forEach((apex, rules) -> copies.put(apex, List.copyOf(rules)));
    zones = Map.copyOf(copies);
  }
}
