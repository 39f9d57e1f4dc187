package dev.gslb.config;

import dev.gslb.spi.ConsumedCatalog;
import dev.gslb.spi.ExchangePeer;
import dev.gslb.spi.MemberTemplate;
import dev.gslb.spi.ProducedCatalog;
import dev.gslb.spi.ProducedCatalog.Member;
import dev.gslb.spi.ZoneExchange;
import dev.gslb.zone.DomainName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads catalogs: those that are made here, in {@code transfers.catalogs} with {@code catalog} and
 * {@code group} of zones, and those that are taken, with {@code members} beside {@code primaries}.
 */
final class CatalogReader {
  private static final String NAME = "the name of a catalog";
  private static final String DECLARED = "a catalog of transfers.catalogs";
  private static final String GROUP = "a text of 1..255 octets";
  private static final int LONGEST_GROUP = 255;

  private final BiFunction<MapReader, ZoneExchange, ZoneExchange> exchanges;
  private final Function<MapReader, List<ExchangePeer>> primaries;
  private final Map<DomainName, Produced> produced = new LinkedHashMap<>();
  private final Map<DomainName, ConsumedCatalog> consumed = new LinkedHashMap<>();

  /** A catalog that is made here, and where it was declared. */
  private record Produced(Place place, Map<DomainName, Member> members) {}

  /**
   * Starts with no catalog.
   *
   * @param exchanges reads {@code allow}, {@code notify} and {@code gslb} of a section; what is not
   *     set there is as in the second argument
   * @param primaries reads {@code primaries} of a section; empty if there are none
   */
  CatalogReader(
      BiFunction<MapReader, ZoneExchange, ZoneExchange> exchanges,
      Function<MapReader, List<ExchangePeer>> primaries) {
    this.exchanges = exchanges;
    this.primaries = primaries;
  }

  /**
   * Reads the catalogs that are made here.
   *
   * @param zones takes to whom they are given
   */
  void read(MapReader transfers, ZoneExchange defaults, Map<DomainName, ZoneExchange> zones) {
    for (MapReader catalog : transfers.maps("catalogs")) {
      catalog.required("name", NAME);
      DomainName apex = catalog.parsed("name", NAME, Names::domain);
      ZoneExchange exchange = exchanges.apply(catalog, defaults);
      if (catalog.has("gslb")) {
        catalog
            .problems()
            .add(catalog.place("gslb"), "gslb", "none: policies answer nothing there");
      }
      catalog.finish();
      if (apex == null) {
        continue;
      }
      Place place = catalog.place("name");
      if (apex.wireLength() > ProducedCatalog.LONGEST_APEX) {
        String most = "at most " + ProducedCatalog.LONGEST_APEX + " octets";
        catalog.problems().add(place, apex.wireLength() + " octets of a name", most);
      } else if (produced.putIfAbsent(apex, new Produced(place, new LinkedHashMap<>())) != null) {
        catalog.problems().add(place, apex.toString(), "each catalog once");
      } else {
        zones.put(apex, exchange);
      }
    }
  }

  /** Where a catalog that is made here was declared; null if it is none. */
  @Nullable Place place(DomainName apex) {
    Produced catalog = produced.get(apex);
    return catalog == null ? null : catalog.place();
  }

  /** Reads in which catalog a zone is, and in which group of it. */
  void readZone(@Nullable DomainName apex, MapReader zone) {
    Produced catalog =
        zone.parsed(
            "catalog",
            DECLARED,
            text -> {
              DomainName name = Names.domain(text);
              return name == null ? null : produced.get(name);
            });
    String group = zone.parsed("group", GROUP, text -> isGroup(text) ? text : null);
    if (group != null && !zone.has("catalog")) {
      zone.problems().add(zone.place("group"), group, "none, but with catalog");
    }
    if (catalog != null && apex != null) {
      catalog.members().put(apex, new Member(apex, Optional.ofNullable(group)));
    }
  }

  private static boolean isGroup(String text) {
    int length = text.getBytes(StandardCharsets.UTF_8).length;
    return length >= 1 && length <= LONGEST_GROUP;
  }

  /**
   * Reads what a zone names that is a catalog of another server.
   *
   * @param from the catalog's primaries, which its members have too unless something else is said
   */
  void readMembers(
      @Nullable DomainName apex, MapReader zone, List<ExchangePeer> from, ZoneExchange defaults) {
    MapReader members = zone.map("members");
    if (members == null) {
      return;
    }
    if (!zone.has("primaries")) {
      zone.problems().add(zone.place("members"), "a map", "none, but with primaries");
    }
    MemberTemplate template = template(members, from, defaults);
    Map<String, MemberTemplate> groups = new LinkedHashMap<>();
    for (MapReader group : members.maps("groups")) {
      group.required("name", GROUP);
      String name = group.parsed("name", GROUP, text -> isGroup(text) ? text : null);
      MemberTemplate own =
          template == null ? null : template(group, template.primaries(), template.exchange());
      if (template != null) {
        group.finish();
      }
      if (name != null && own != null && groups.putIfAbsent(name, own) != null) {
        group.problems().add(group.place("name"), name, "each group once");
      }
    }
    int most = members.integer("max", ConsumedCatalog.DEFAULT_MAX_MEMBERS, 1, Integer.MAX_VALUE);
    members.finish();
    if (apex != null && template != null) {
      consumed.put(apex, new ConsumedCatalog(apex, template, groups, most));
    }
  }

  private @Nullable MemberTemplate template(
      MapReader section, List<ExchangePeer> catalogs, ZoneExchange otherwise) {
    List<ExchangePeer> own = primaries.apply(section);
    MapReader transfers = section.map("transfers");
    ZoneExchange exchange = transfers == null ? otherwise : exchanges.apply(transfers, otherwise);
    if (transfers != null) {
      transfers.finish();
    }
    List<ExchangePeer> from = own.isEmpty() ? catalogs : own;
    return from.isEmpty() ? null : new MemberTemplate(from, exchange);
  }

  /** The catalogs that are made here; one that is taken too was noted as a problem. */
  List<ProducedCatalog> produced(Set<DomainName> taken) {
    List<ProducedCatalog> catalogs = new ArrayList<>();
    produced.forEach(
        (apex, catalog) -> {
          if (!taken.contains(apex)) {
            catalogs.add(new ProducedCatalog(apex, List.copyOf(catalog.members().values())));
          }
        });
    return catalogs;
  }

  /** The catalogs that are taken; one without primaries was noted as a problem. */
  List<ConsumedCatalog> consumed(Set<DomainName> taken) {
    return consumed.values().stream().filter(catalog -> taken.contains(catalog.apex())).toList();
  }
}
