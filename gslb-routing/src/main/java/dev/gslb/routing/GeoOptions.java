package dev.gslb.routing;

import dev.gslb.spi.RouterConfig;
import dev.gslb.zone.OptionReader;
import dev.gslb.zone.Options;
import dev.gslb.zone.PolicyMember;
import dev.gslb.zone.Problem;
import dev.gslb.zone.RefusedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads and checks the options of one geo policy. Confined to one thread, used once. */
final class GeoOptions {
  /** Opens databases. */
  interface Databases {
    /** Reads a file, or throws with the reason in words. */
    GeoDatabase open(String path) throws IOException;
  }

  private final OptionReader options;
  private final List<String> regions;
  private final Continents continents;
  private final Map<String, List<Integer>> byCountry = new TreeMap<>();
  private final Map<String, List<Integer>> byContinent = new TreeMap<>();
  private final List<GeoRules.Mapping> mappings = new ArrayList<>();

  private GeoOptions(RouterConfig config, Continents continents) {
    this.options = new OptionReader(config.options());
    this.regions = config.members().stream().map(PolicyMember::region).distinct().toList();
    this.continents = continents;
  }

  /**
   * Reads the options of a policy.
   *
   * @throws RefusedException with every problem found
   */
  static GeoRules read(RouterConfig config, Continents continents, Databases databases) {
    return new GeoOptions(config, continents).read(databases);
  }

  private GeoRules read(Databases databases) {
    String path = options.optionalText("database");
    readRegions();
    readMappings();
    String defaultName = options.optionalText("default_region");
    int defaultRegion =
        defaultName == null ? GeoRules.NO_REGION : region("default_region", defaultName);
    GeoDatabase database = path == null ? null : open(path, databases);
    options.finish();
    return new GeoRules(
        regions,
        Map.copyOf(byCountry),
        Map.copyOf(byContinent),
        List.copyOf(mappings),
        defaultRegion,
        database);
  }

  private @Nullable GeoDatabase open(String path, Databases databases) {
    try {
      return databases.open(path);
    } catch (IOException e) {
      options.problem(
          "database",
          path,
          "a readable file in MaxMind DB format with countries: " + e.getMessage());
      return null;
    }
  }

  private void readRegions() {
    List<Options> groups = options.groups("regions");
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < groups.size(); i++) {
      String place = "regions[" + i + "]";
      OptionReader group = new OptionReader(groups.get(i));
      String name = group.text("name", "");
      List<String> countries = group.texts("countries");
      List<String> codes = group.texts("continents");
      finish(group, place);
      int region = region(place + ".name", name);
      if (!seen.add(name)) {
        options.problem(place + ".name", name, "a region that is listed once");
      }
      claim(byCountry, region, countries, place + ".countries", this::country);
      claim(byContinent, region, codes, place + ".continents", this::continent);
    }
  }

  /** Checks one code. */
  private interface CodeCheck {
    /** What would have been right, or null if the code is. */
    @Nullable String expected(String code);
  }

  private void claim(
      Map<String, List<Integer>> claims,
      int region,
      List<String> codes,
      String place,
      CodeCheck check) {
    for (int i = 0; i < codes.size(); i++) {
      String code = codes.get(i).toUpperCase(Locale.ROOT);
      String expected = check.expected(code);
      if (expected != null) {
        options.problem(place + "[" + i + "]", codes.get(i), expected);
      } else {
        claims.computeIfAbsent(code, any -> new ArrayList<>()).add(region);
      }
    }
    claims.values().forEach(list -> list.sort(null));
  }

  private @Nullable String country(String code) {
    return continents.of(code) == null ? "an ISO 3166-1 alpha-2 country code such as DE" : null;
  }

  private @Nullable String continent(String code) {
    return continents.codes().contains(code)
        ? null
        : "one of " + String.join(", ", continents.codes());
  }

  private void readMappings() {
    List<Options> groups = options.groups("custom_mappings");
    Map<Cidr, String> seen = new HashMap<>();
    for (int i = 0; i < groups.size(); i++) {
      String place = "custom_mappings[" + i + "]";
      OptionReader group = new OptionReader(groups.get(i));
      String text = group.text("cidr", "");
      String name = group.text("region", "");
      String comment = group.text("comment", "");
      finish(group, place);
      int region = region(place + ".region", name);
      try {
        Cidr cidr = Cidr.parse(text);
        String other = seen.putIfAbsent(cidr, place);
        if (other != null) {
          options.problem(
              place + ".cidr", text, "a prefix that is mapped once, not in " + other + " too");
        }
        mappings.add(new GeoRules.Mapping(cidr, region, comment));
      } catch (Cidr.FormException e) {
        options.problem(place + ".cidr", text, e.expected());
      }
    }
  }

  private int region(String place, String name) {
    int index = regions.indexOf(name);
    if (index < 0 || name.isEmpty()) {
      String known = String.join(", ", regions.stream().filter(one -> !one.isEmpty()).toList());
      options.problem(
          place,
          name,
          known.isEmpty()
              ? "the region of a member, but no member has one"
              : "the region of a member: one of " + known);
      return 0;
    }
    return index;
  }

  private void finish(OptionReader group, String place) {
    try {
      group.finish();
    } catch (RefusedException e) {
      for (Problem problem : e.problems()) {
        Problem outer = problem.within(place);
        options.problem(outer.place(), outer.value(), outer.expected());
      }
    }
  }
}
