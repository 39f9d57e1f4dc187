package dev.gslb.internal.control;

import dev.gslb.internal.table.PackedZone;
import dev.gslb.spi.Router;
import dev.gslb.zone.Endpoint;
import dev.gslb.zone.EndpointId;
import dev.gslb.zone.Policy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the builder thread makes of the model, ready for the control thread to compose. */
final class Compiled {
  private Compiled() {}

  /**
   * A zone and the policies of its GSLB names, by ordinal.
   *
   * @param zone the zone
   * @param policies one for each GSLB name
   * @param names the same object for zones whose GSLB names, their policies and the numbers of
   *     their answers are the same, ordinal by ordinal
   */
  record CompiledZone(PackedZone zone, List<CompiledPolicy> policies, Object names) {}

  /**
   * A policy tree with its routers.
   *
   * @param key the model
   * @param root the tree
   * @param nodes how many policies the tree has
   * @param endpoints its endpoints by id, in declared order
   * @param alias whether the endpoints are aliases
   */
  record CompiledPolicy(
      PolicyKey key, Node root, int nodes, Map<EndpointId, Endpoint> endpoints, boolean alias) {}

  /** A policy as a key: a tree of a thousand endpoints is hashed once, not at each look-up. */
  static final class PolicyKey {
    final Policy policy;
    private final int hash;

    PolicyKey(Policy policy) {
      this.policy = policy;
      this.hash = policy.hashCode();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof PolicyKey that && hash == that.hash && policy.equals(that.policy);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  /** A policy in a tree. */
  static final class Node {
    final Policy policy;
    final Router router;
    final double rttSmoothing;
    final long seed;
    final int index;
    final int counter;
    final List<Object> members = new ArrayList<>();
    final Map<EndpointId, Endpoint> endpoints = new LinkedHashMap<>();

    Node(Policy policy, Router router, long seed, int index, int counter) {
      this.policy = policy;
      this.router = router;
      this.rttSmoothing = router.rttSmoothing();
      this.seed = seed;
      this.index = index;
      this.counter = counter;
    }
  }
}
