package dev.gslb.config;

import dev.gslb.spi.RouterConfig;
import dev.gslb.spi.RouterProvider;
import dev.gslb.zone.Options;
import dev.gslb.zone.Policy;
import dev.gslb.zone.PolicyMember;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The routers that policies may name, and the check of what they are given. */
final class Routers {
  private static final String GEOLOCATION = "geolocation";
  private static final String LEARNED_LATENCY = "learned_latency";

  private final Map<String, RouterProvider> byName = new TreeMap<>();
  private final Problems problems;
  private final Set<Checked> checked = new HashSet<>();

  /**
   * What a router sees, apart from the policy's name: checked once, however many policies say it.
   */
  private record Checked(String router, Options options, List<PolicyMember> members) {}

  Routers(List<RouterProvider> providers, Problems problems) {
    this.problems = problems;
    for (RouterProvider provider : providers) {
      byName.putIfAbsent(provider.name(), provider);
    }
    for (RouterProvider provider : providers) {
      provider.aliases().forEach(alias -> byName.putIfAbsent(alias, provider));
    }
  }

  /** Finds a router by name or alias. Notes a problem, and returns null, if there is none. */
  @Nullable RouterProvider find(String name, Place place) {
    RouterProvider provider = byName.get(name);
    if (provider != null) {
      return provider;
    }
    if (name.equals(LEARNED_LATENCY)) {
      problems.add(place, name, MapReader.NOT_SUPPORTED);
    } else if (byName.isEmpty()) {
      problems.add(place, name, "a router on the class path, where there is none");
    } else {
      problems.add(place, name, "one of " + String.join(", ", byName.keySet()));
    }
    return null;
  }

  /** Says whether a router chooses by region: then its members are one policy for each region. */
  boolean isGeolocation(RouterProvider provider) {
    return provider.equals(byName.get(GEOLOCATION));
  }

  /** Has the router look at its options. Problems are placed in the section that they came from. */
  void check(RouterProvider provider, Policy policy, Node.Section options) {
    if (!checked.add(new Checked(provider.name(), policy.options(), policy.members()))) {
      return;
    }
    RouterConfig config = new RouterConfig(policy.name(), policy.options(), policy.members());
    problems.addFrom(options, () -> provider.create(config));
  }
}
