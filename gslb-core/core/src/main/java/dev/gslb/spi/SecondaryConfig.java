package dev.gslb.spi;

import dev.gslb.zone.DomainName;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The zones that are taken from other servers.
 *
 * @param folder where they are kept, so that a start serves them at once; made if it is missing.
 *     Empty keeps them in memory only
 * @param maxRecords a transfer with more records is broken off, and the zone stays as it was
 * @param zones of distinct names
 * @param catalogs those of the zones whose content names further zones to take
 */
public record SecondaryConfig(
    Optional<Path> folder,
    int maxRecords,
    List<SecondaryZone> zones,
    List<ConsumedCatalog> catalogs) {
  /** Records of the largest zone, unless something else is said. */
  public static final int DEFAULT_MAX_RECORDS = 10_000_000;

  /** No such zones. */
  public static final SecondaryConfig NONE =
      new SecondaryConfig(Optional.empty(), DEFAULT_MAX_RECORDS, List.of());

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if a zone or a catalog is there twice, a catalog is not among
   *     the zones, or the bound is below 1
   */
  public SecondaryConfig {
    zones = List.copyOf(zones);
    catalogs = List.copyOf(catalogs);
    if (maxRecords < 1) {
      throw new IllegalArgumentException("maxRecords " + maxRecords + " (expected: 1 or more)");
    }
    if (zones.stream().map(SecondaryZone::apex).distinct().count() < zones.size()) {
      throw new IllegalArgumentException("two zones of one name (expected: distinct names)");
    }
    Set<DomainName> apexes = new HashSet<>();
    zones.forEach(zone -> apexes.add(zone.apex()));
    for (ConsumedCatalog catalog : catalogs) {
      if (!apexes.remove(catalog.apex())) {
        throw new IllegalArgumentException(
            "the catalog " + catalog.apex() + " (expected: one of the zones, once)");
      }
    }
  }

  /**
   * Describes zones none of which is a catalog.
   *
   * @param folder where they are kept; empty keeps them in memory only
   * @param maxRecords a transfer with more records is broken off
   * @param zones of distinct names
   */
  public SecondaryConfig(Optional<Path> folder, int maxRecords, List<SecondaryZone> zones) {
    this(folder, maxRecords, zones, List.of());
  }
}
