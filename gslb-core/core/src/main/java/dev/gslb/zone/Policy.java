package dev.gslb.zone;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A choice among members, made by a router for each query. Policies nest: a member may be a policy
 * of its own. Equal policies are one policy at run time, however many names use them.
 *
 * @param name what it is called in explanations and by routers by name; not empty
 * @param router the name of a router provider, such as {@code failover}
 * @param options of the router
 * @param members the choices, in declared order; at least one
 * @param region the region it stands for as a member of another policy; empty if none
 * @param weight 0 to 65535, as a member of another policy
 * @param upThreshold the share of its members that must be up for it to count as up in its parent,
 *     above 0 and at most 1; the number is rounded up
 * @param fallback what is answered when no member is up; used at the root of a tree only, since a
 *     member that is down is passed over by its parent
 */
public record Policy(
    String name,
    String router,
    Options options,
    List<PolicyMember> members,
    String region,
    int weight,
    double upThreshold,
    Fallback fallback)
    implements PolicyMember {
  /** The default share of members that must be up. */
  public static final double DEFAULT_UP_THRESHOLD = 0.5;

  /** The deepest nesting, and so the most routers that one query visits on one path. */
  public static final int MAX_DEPTH = 8;

  /** Checks the ranges. */
  public Policy {
    members = List.copyOf(members);
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(region, "region");
    Objects.requireNonNull(fallback, "fallback");
    require(!name.isEmpty(), "policy", "name", name, "a name");
    require(!router.isEmpty(), name, "router", router, "the name of a router");
    require(!members.isEmpty(), name, "members", members, "at least one");
    require(weight >= 0 && weight <= MAX_WEIGHT, name, "weight", weight, "0..65535");
    require(
        upThreshold > 0 && upThreshold <= 1,
        name,
        "up_threshold",
        upThreshold,
        "above 0, at most 1");
    require(
        depth(members) < MAX_DEPTH, name, "members", "deeper nesting", "at most 8 policies deep");
  }

  /**
   * Makes a policy with the default threshold, weight and fallback.
   *
   * @param name what it is called
   * @param router the name of a router provider
   * @param members the choices, in declared order
   * @return the policy
   */
  public static Policy of(String name, String router, List<? extends PolicyMember> members) {
    return new Policy(
        name,
        router,
        Options.NONE,
        List.copyOf(members),
        "",
        Endpoint.DEFAULT_WEIGHT,
        DEFAULT_UP_THRESHOLD,
        Fallback.SERVFAIL);
  }

  /**
   * Makes the same policy with other options.
   *
   * @param options of the router
   * @return a new policy
   */
  public Policy withOptions(Options options) {
    return new Policy(name, router, options, members, region, weight, upThreshold, fallback);
  }

  /**
   * Makes the same policy with another fallback.
   *
   * @param fallback what is answered when no member is up
   * @return a new policy
   */
  public Policy withFallback(Fallback fallback) {
    return new Policy(name, router, options, members, region, weight, upThreshold, fallback);
  }

  /**
   * Makes the same policy as a member that stands for a region.
   *
   * @param region the region's name
   * @return a new policy
   */
  public Policy withRegion(String region) {
    return new Policy(name, router, options, members, region, weight, upThreshold, fallback);
  }

  /**
   * Makes the same policy with another weight in its parent.
   *
   * @param weight 0 to 65535
   * @return a new policy
   */
  public Policy withWeight(int weight) {
    return new Policy(name, router, options, members, region, weight, upThreshold, fallback);
  }

  /**
   * Makes the same policy with another threshold.
   *
   * @param upThreshold above 0 and at most 1
   * @return a new policy
   */
  public Policy withUpThreshold(double upThreshold) {
    return new Policy(name, router, options, members, region, weight, upThreshold, fallback);
  }

  @Override
  public String label() {
    return name;
  }

  private static int depth(List<PolicyMember> members) {
    int deepest = 0;
    for (PolicyMember member : members) {
      if (member instanceof Policy policy) {
        deepest = Math.max(deepest, 1 + depth(policy.members()));
      }
    }
    return deepest;
  }

  private static void require(
      boolean holds, String policy, String field, Object value, String expected) {
    if (!holds) {
      throw new RefusedException(policy + "." + field, String.valueOf(value), expected);
    }
  }

  /**
   * Returns the endpoints of the whole tree.
   *
   * @return each id once, in the order of their first appearance
   */
  public List<Endpoint> endpoints() {
    Map<EndpointId, Endpoint> found = new LinkedHashMap<>();
    collect(this, found);
    return List.copyOf(found.values());
  }

  private static void collect(Policy policy, Map<EndpointId, Endpoint> found) {
    for (PolicyMember member : policy.members()) {
      if (member instanceof Policy child) {
        collect(child, found);
      } else if (member instanceof Endpoint endpoint) {
        found.putIfAbsent(endpoint.id(), endpoint);
      }
    }
  }
}
