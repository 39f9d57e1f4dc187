package dev.gslb.spi;

import dev.gslb.zone.DomainName;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How zones are exchanged with other servers.
 *
 * @param keys the TSIG keys that requests may be signed with, of distinct names
 * @param defaults for zones that have nothing of their own
 * @param zones what single zones have, by apex
 * @param secondaries zones that are taken from other servers
 * @param catalogs those that are made here, for other servers to take; {@code zones} says who may
 */
public record ExchangeConfig(
    List<TsigKey> keys,
    ZoneExchange defaults,
    Map<DomainName, ZoneExchange> zones,
    SecondaryConfig secondaries,
    List<ProducedCatalog> catalogs) {
  /** No keys, no transfers. */
  public static final ExchangeConfig NONE =
      new ExchangeConfig(List.of(), ZoneExchange.NONE, Map.of());

  /**
   * Copies the collections.
   *
   * @throws IllegalArgumentException if two keys have one name, or a catalog is there twice or is a
   *     zone that is taken from other servers
   */
  public ExchangeConfig {
    keys = List.copyOf(keys);
    zones = Map.copyOf(zones);
    catalogs = List.copyOf(catalogs);
    if (keys.stream().map(TsigKey::name).distinct().count() < keys.size()) {
      throw new IllegalArgumentException("two keys of one name (expected: distinct names)");
    }
    Set<DomainName> taken = new HashSet<>();
    secondaries.zones().forEach(zone -> taken.add(zone.apex()));
    for (ProducedCatalog catalog : catalogs) {
      if (!taken.add(catalog.apex())) {
        throw new IllegalArgumentException(
            "the catalog " + catalog.apex() + " (expected: a zone of its own)");
      }
    }
  }

  /**
   * Describes an exchange without catalogs that are made here.
   *
   * @param keys the TSIG keys, of distinct names
   * @param defaults for zones that have nothing of their own
   * @param zones what single zones have, by apex
   * @param secondaries zones that are taken from other servers
   */
  public ExchangeConfig(
      List<TsigKey> keys,
      ZoneExchange defaults,
      Map<DomainName, ZoneExchange> zones,
      SecondaryConfig secondaries) {
    this(keys, defaults, zones, secondaries, List.of());
  }

  /**
   * Describes an exchange without zones that are taken from other servers.
   *
   * @param keys the TSIG keys, of distinct names
   * @param defaults for zones that have nothing of their own
   * @param zones what single zones have, by apex
   */
  public ExchangeConfig(
      List<TsigKey> keys, ZoneExchange defaults, Map<DomainName, ZoneExchange> zones) {
    this(keys, defaults, zones, SecondaryConfig.NONE);
  }

  /**
   * Returns what holds for a zone.
   *
   * @param apex of the zone
   * @return its own, or the default
   */
  public ZoneExchange of(DomainName apex) {
    return zones.getOrDefault(apex, defaults);
  }
}
