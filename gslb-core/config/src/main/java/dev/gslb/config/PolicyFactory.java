package dev.gslb.config;

import dev.gslb.spi.RouterProvider;
import dev.gslb.zone.Endpoint;
import dev.gslb.zone.Fallback;
import dev.gslb.zone.Options;
import dev.gslb.zone.Policy;
import dev.gslb.zone.PolicyMember;
import dev.gslb.zone.RefusedException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts policies together. Equal ones come out as one object. Confined to one thread. */
final class PolicyFactory {
  static final String ROUND_ROBIN = "round-robin";

  /** A threshold that one member reaches, whatever their number. */
  private static final double ANY_UP = 1e-6;

  private final Map<String, Region> regions;
  private final Routers routers;
  private final Geolocation geolocation;
  private final Problems problems;
  private final Map<Policy, Policy> interned = new HashMap<>();

  /** What is known of places may be long: policies over the same regions share it. */
  private final Map<Set<String>, Completed> placed = new HashMap<>();

  /** Options with what is known beside them, as written and as values. */
  private record Completed(Node.Section section, Options values) {}

  /**
   * Makes a factory.
   *
   * @param known policies that come out in place of equal ones
   */
  PolicyFactory(
      Map<String, Region> regions,
      Routers routers,
      Geolocation geolocation,
      Problems problems,
      Collection<Policy> known) {
    this.regions = regions;
    this.routers = routers;
    this.geolocation = geolocation;
    this.problems = problems;
    known.forEach(this::intern);
  }

  @Nullable RouterProvider router(Node.@Nullable Scalar name, Place otherwise) {
    return name == null
        ? routers.find(ROUND_ROBIN, otherwise)
        : routers.find(name.text(), name.place());
  }

  /** Finds the region that a text names. Notes a problem, and returns null, if there is none. */
  @Nullable Region region(Node.Scalar name) {
    Region region = regions.get(name.text());
    if (region == null) {
      problems.add(name, "a region that is declared");
    }
    return region;
  }

  /**
   * The members that a region stands for: its servers, or one policy over them for a router that
   * chooses by region. That one counts as up while any of its servers is.
   *
   * @param router whose members they are to be; null if it is unknown
   * @param domain limits them to those that serve it; null for no limit
   */
  List<PolicyMember> members(
      @Nullable RouterProvider router, Region region, @Nullable String domain, Place place) {
    List<Endpoint> endpoints = region.endpoints(domain);
    boolean grouped = router != null && routers.isGeolocation(router);
    if (endpoints.isEmpty() || region.name().isEmpty() || !grouped) {
      return List.copyOf(endpoints);
    }
    RouterProvider rotation = routers.find(ROUND_ROBIN, place);
    if (rotation == null) {
      return List.of();
    }
    return List.of(
        Policy.of(region.name(), rotation.name(), endpoints)
            .withRegion(region.name())
            .withUpThreshold(ANY_UP));
  }

  /** Makes a policy with the default weight and threshold. Notes what is wrong and returns null. */
  @Nullable Policy make(
      String name,
      RouterProvider router,
      Node.Section options,
      List<PolicyMember> members,
      Fallback fallback) {
    Completed completed = complete(router, options, members);
    try {
      Options values = completed.values();
      Policy policy =
          Policy.of(name, router.name(), members).withOptions(values).withFallback(fallback);
      routers.check(router, policy, completed.section());
      return intern(policy);
    } catch (RefusedException e) {
      problems.addBelow(options, e);
      return null;
    }
  }

  private Completed complete(
      RouterProvider router, Node.Section options, List<PolicyMember> members) {
    if (!routers.isGeolocation(router)) {
      return new Completed(options, Scalars.options(options, problems));
    }
    Set<String> named = new LinkedHashSet<>();
    members.forEach(member -> named.add(member.region()));
    return options.entries().isEmpty()
        ? placed.computeIfAbsent(named, regions -> complete(options, regions))
        : complete(options, named);
  }

  private Completed complete(Node.Section options, Set<String> named) {
    Node.Section section = geolocation.complete(options, named);
    return new Completed(section, Scalars.options(section, problems));
  }

  Policy intern(Policy policy) {
    Policy same = interned.putIfAbsent(policy, policy);
    return same == null ? policy : same;
  }

  /** The names of regions, joined, for the name of a policy over them. */
  static String label(String router, List<Region> regions) {
    List<String> names = new ArrayList<>();
    regions.forEach(region -> names.add(region.name()));
    return router + " " + String.join(",", names);
  }
}
