package dev.gslb.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which regions a client prefers. Regions are indexes into {@link #regions}. Two policies with
 * equal rules share one compiled table.
 *
 * @param regions the regions of the members, in the order in which they are first declared
 * @param byCountry the regions that claim a country
 * @param byContinent the regions that claim a continent
 * @param mappings prefixes with a region of their own
 * @param defaultRegion for clients that nothing else speaks of; {@link #NO_REGION} for none
 * @param database where countries come from; null for none
 */
record GeoRules(
    List<String> regions,
    Map<String, List<Integer>> byCountry,
    Map<String, List<Integer>> byContinent,
    List<Mapping> mappings,
    int defaultRegion,
    @Nullable GeoDatabase database) {
  /** No default region. */
  static final int NO_REGION = -1;

  /**
   * A prefix with a region of its own.
   *
   * @param cidr the prefix
   * @param region the index of the region
   * @param comment the operator's words; may be empty
   */
  record Mapping(Cidr cidr, int region, String comment) {}

  /**
   * All regions, best first: the mapping's, those of the country, those of the continent, the
   * default, then the others as declared.
   *
   * @param mapping index of a mapping, or {@link RangeList#NONE}
   */
  List<Integer> preference(int mapping, Place place) {
    List<Integer> order = new ArrayList<>(regions.size());
    if (mapping != RangeList.NONE) {
      addNew(order, mappings.get(mapping).region());
    }
    byCountry.getOrDefault(place.country(), List.of()).forEach(region -> addNew(order, region));
    byContinent.getOrDefault(place.continent(), List.of()).forEach(region -> addNew(order, region));
    if (defaultRegion != NO_REGION) {
      addNew(order, defaultRegion);
    }
    for (int region = 0; region < regions.size(); region++) {
      addNew(order, region);
    }
    return order;
  }

  private static void addNew(List<Integer> order, Integer region) {
    if (!order.contains(region)) {
      order.add(region);
    }
  }

  /** The rule that gives a region its place in the preference, in words. */
  String reason(int region, int mapping, Place place) {
    if (mapping != RangeList.NONE && mappings.get(mapping).region() == region) {
      Mapping found = mappings.get(mapping);
      String comment = found.comment().isEmpty() ? "" : " (" + found.comment() + ")";
      return "custom mapping " + found.cidr() + comment;
    }
    if (byCountry.getOrDefault(place.country(), List.of()).contains(region)) {
      return "country " + place.country();
    }
    if (byContinent.getOrDefault(place.continent(), List.of()).contains(region)) {
      return "continent " + place.continent();
    }
    return region == defaultRegion ? "default region" : "any region";
  }
}
