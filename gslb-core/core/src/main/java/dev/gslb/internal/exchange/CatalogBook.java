package dev.gslb.internal.exchange;

import dev.gslb.internal.table.PackedZone;
import dev.gslb.spi.ConsumedCatalog;
import dev.gslb.spi.MemberTemplate;
import dev.gslb.spi.SecondaryZone;
import dev.gslb.spi.ZoneExchange;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.RefusedException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 *   who has the zone now      its catalog says               then
 *   a configured zone         -                              it stays so (RFC 9432 section 5.2)
 *   nobody                    -                              the first catalog that names it
 *   a catalog that names it   nothing of another             that catalog
 *   a catalog that names it   coo: one that names it too,    the other one (section 4.3.1)
 *                             in a version that just came
 *   a catalog that does not   -                              as if nobody had it (section 5.3)
 */

/** Knows which catalogs name which zones, and to which of them each zone belongs. One thread. */
final class CatalogBook {
  private static final Logger LOG = LoggerFactory.getLogger(CatalogBook.class);

  private final Map<DomainName, CatalogContent> contents = new HashMap<>();
  private final Set<DomainName> fresh = new HashSet<>();
  private Map<DomainName, Taken> taken = Map.of();
  private Set<String> complaints = Set.of();

  /**
   * A member that is taken.
   *
   * @param catalog it belongs to
   * @param label of its node there
   * @param zone where it is taken from
   * @param exchange to whom it is given on
   */
  record Taken(DomainName catalog, String label, SecondaryZone zone, ZoneExchange exchange) {}

  /**
   * Which zones are taken.
   *
   * @param zones all of them, by apex
   * @param reset those that were taken before and must not keep what is here of them, whether they
   *     are among the zones or not
   */
  record Settled(Map<DomainName, Taken> zones, Set<DomainName> reset) {}

  /** Reads a catalog without entering it; null, and an error in the log, if it is broken. */
  static @Nullable CatalogContent read(ConsumedCatalog catalog, PackedZone zone) {
    try {
      return CatalogContent.read(zone, catalog.maxMembers());
    } catch (RefusedException e) {
      LOG.error(
          "The catalog {} with serial {} is broken; its members stay as they are: {}",
          catalog.apex(),
          zone.serial(),
          e.getMessage());
      return null;
    }
  }

  /** Enters what a catalog says now. */
  void enter(DomainName catalog, CatalogContent content) {
    contents.put(catalog, content);
    fresh.add(catalog);
  }

  /**
   * Settles which zones are taken.
   *
   * @param catalogs all that count, the first before the others
   * @param isConfigured whether a zone is here whatever catalogs say
   */
  Settled settle(List<ConsumedCatalog> catalogs, Predicate<DomainName> isConfigured) {
    Map<DomainName, ConsumedCatalog> known = new LinkedHashMap<>();
    catalogs.stream()
        .filter(catalog -> contents.containsKey(catalog.apex()))
        .forEach(catalog -> known.put(catalog.apex(), catalog));
    contents.keySet().retainAll(known.keySet());
    Set<String> complained = new HashSet<>();
    Map<DomainName, Taken> next = new LinkedHashMap<>();
    for (ConsumedCatalog catalog : known.values()) {
      content(catalog.apex())
          .members()
          .forEach(
              (zone, member) -> {
                DomainName owner = owner(zone, catalog.apex(), next);
                if (isConfigured.test(zone)) {
                  complained.add(zone + " of " + catalog.apex() + " is ignored: it is configured");
                } else if (owner.equals(catalog.apex())) {
                  next.put(zone, taken(zone, catalog, member, complained));
                } else {
                  complained.add(
                      zone + " of " + catalog.apex() + " is ignored: " + owner + " has it");
                }
              });
    }
    complained.stream().filter(text -> !complaints.contains(text)).sorted().forEach(LOG::warn);
    complaints = complained;
    Set<DomainName> reset = new HashSet<>();
    taken.forEach(
        (zone, before) -> {
          boolean counts = known.containsKey(before.catalog()) && !isConfigured.test(zone);
          if (counts && !isSame(zone, before, next.get(zone))) {
            reset.add(zone);
          }
        });
    taken = next;
    fresh.clear();
    return new Settled(next, reset);
  }

  /** Section 5.4: under another label it is another zone. Section 4.3.1: it may move as it is. */
  private boolean isSame(DomainName zone, Taken before, @Nullable Taken after) {
    return after != null
        && after.label().equals(before.label())
        && content(before.catalog()).members().containsKey(zone);
  }

  private CatalogContent content(DomainName catalog) {
    return contents.getOrDefault(catalog, new CatalogContent(Map.of()));
  }

  /** The catalog that a zone belongs to, which this one names. */
  private DomainName owner(DomainName zone, DomainName catalog, Map<DomainName, Taken> next) {
    Taken before = taken.get(zone);
    if (before != null && content(before.catalog()).members().containsKey(zone)) {
      DomainName owner = newOwner(zone, before.catalog());
      return fresh.contains(owner) ? owner : before.catalog();
    }
    Taken first = next.get(zone);
    return first == null ? newOwner(zone, catalog) : first.catalog();
  }

  /** Where a catalog has a member move to, if it is known there; else the catalog itself. */
  private DomainName newOwner(DomainName zone, DomainName catalog) {
    CatalogContent.Member member = content(catalog).members().get(zone);
    return member == null
        ? catalog
        : member
            .newOwner()
            .filter(owner -> content(owner).members().containsKey(zone))
            .orElse(catalog);
  }

  private static Taken taken(
      DomainName zone,
      ConsumedCatalog catalog,
      CatalogContent.Member member,
      Set<String> complained) {
    MemberTemplate template = catalog.template();
    List<String> groups =
        member.groups().stream().filter(catalog.groups()::containsKey).distinct().toList();
    if (groups.size() == 1) {
      template = catalog.groups().getOrDefault(groups.get(0), template);
    } else if (!member.groups().isEmpty()) {
      complained.add(
          zone + " of " + catalog.apex() + " is taken as the default: groups " + member.groups());
    }
    return new Taken(
        catalog.apex(),
        member.label(),
        new SecondaryZone(zone, template.primaries()),
        template.exchange());
  }
}
