package dev.gslb.spi;

import dev.gslb.zone.DomainName;
import java.util.Map;

/**
 * A zone of another server whose content says which further zones are taken (RFC 9432).
 *
 * @param apex of the catalog, which is one of {@link SecondaryConfig#zones}
 * @param template for members without a group, or in none that is known here, or in several
 * @param groups templates by the group that a member says it is in, as it is written there
 * @param maxMembers a catalog with more is taken for broken, and changes nothing
 */
public record ConsumedCatalog(
    DomainName apex, MemberTemplate template, Map<String, MemberTemplate> groups, int maxMembers) {
  /** Members of the largest catalog, unless something else is said. */
  public static final int DEFAULT_MAX_MEMBERS = 100_000;

  /**
   * Copies the map.
   *
   * @throws IllegalArgumentException if the bound is below 1
   */
  public ConsumedCatalog {
    groups = Map.copyOf(groups);
    if (maxMembers < 1) {
      throw new IllegalArgumentException("maxMembers " + maxMembers + " (expected: 1 or more)");
    }
  }
}
