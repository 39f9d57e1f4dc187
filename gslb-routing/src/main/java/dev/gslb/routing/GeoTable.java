package dev.gslb.routing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Geo rules compiled for look-ups: from an address to its preference, an order of regions. Equal
 * preferences are one, so neighbouring prefixes with the same outcome are one range and the scope
 * is as short as it can be. Immutable.
 */
final class GeoTable {
  private final GeoRules rules;
  private final int[][] preferences;
  private final PrefixTable ipv4;
  private final PrefixTable ipv6;
  private final RangeList ipv4Mappings;
  private final RangeList ipv6Mappings;

  GeoTable(GeoRules rules) {
    this.rules = rules;
    this.ipv4Mappings = mappings(rules, true);
    this.ipv6Mappings = mappings(rules, false);
    Interning interning = new Interning(rules);
    GeoDatabase database = rules.database();
    RangeList nowhere = new RangeList();
    RangeList ipv4Places = database == null ? nowhere : database.ipv4();
    RangeList ipv6Places = database == null ? nowhere : database.ipv6();
    this.ipv4 =
        new PrefixTable(true, RangeList.combine(ipv4Mappings, ipv4Places, interning::indexOf));
    this.ipv6 =
        new PrefixTable(false, RangeList.combine(ipv6Mappings, ipv6Places, interning::indexOf));
    this.preferences = interning.preferences();
  }

  private static RangeList mappings(GeoRules rules, boolean ipv4) {
    Map<Cidr, Integer> prefixes = new HashMap<>();
    for (int i = 0; i < rules.mappings().size(); i++) {
      Cidr cidr = rules.mappings().get(i).cidr();
      if (cidr.ipv4() == ipv4) {
        prefixes.put(cidr, i);
      }
    }
    return RangeList.ofNested(prefixes);
  }

  GeoRules rules() {
    return rules;
  }

  /** The table of a family. */
  PrefixTable family(boolean isIpv4) {
    return isIpv4 ? ipv4 : ipv6;
  }

  /** The order of regions that is a range's value; owned by the table. */
  int[] preference(int value) {
    return preferences[value];
  }

  /** Says in words why an address prefers a region. Slow: it looks the database up again. */
  String reason(int region, boolean isIpv4, long high, long low) {
    int mapping = (isIpv4 ? ipv4Mappings : ipv6Mappings).find(high, low);
    return rules.reason(region, mapping, place(rules.database(), isIpv4, high, low));
  }

  private static Place place(@Nullable GeoDatabase database, boolean isIpv4, long high, long low) {
    if (database == null) {
      return Place.UNKNOWN;
    }
    return database.place((isIpv4 ? database.ipv4() : database.ipv6()).find(high, low));
  }

  /** Numbers the distinct preferences. */
  private static final class Interning {
    private final GeoRules rules;
    private final Map<List<Integer>, Integer> indexes = new HashMap<>();
    private final List<int[]> preferences = new ArrayList<>();
    private final Map<Long, Integer> known = new HashMap<>();

    Interning(GeoRules rules) {
      this.rules = rules;
    }

    int indexOf(int mapping, int place) {
      return known.computeIfAbsent(
          (long) mapping << 32 | (place & 0xFFFFFFFFL), key -> add(mapping, place));
    }

    private int add(int mapping, int place) {
      GeoDatabase database = rules.database();
      Place known = database == null ? Place.UNKNOWN : database.place(place);
      List<Integer> preference = rules.preference(mapping, known);
      return indexes.computeIfAbsent(
          preference,
          added -> {
            preferences.add(added.stream().mapToInt(Integer::intValue).toArray());
            return preferences.size() - 1;
          });
    }

    int[][] preferences() {
      return preferences.toArray(int[][]::new);
    }
  }
}
