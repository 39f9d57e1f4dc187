package dev.gslb.internal.control;

import dev.gslb.internal.control.Compiled.CompiledPolicy;
import dev.gslb.internal.control.Compiled.Node;
import dev.gslb.internal.control.Compiled.PolicyKey;
import dev.gslb.internal.metrics.WorkerCounters;
import dev.gslb.spi.HealthMonitorProvider;
import dev.gslb.spi.Router;
import dev.gslb.spi.RouterConfig;
import dev.gslb.spi.RouterProvider;
import dev.gslb.zone.Endpoint;
import dev.gslb.zone.EndpointId;
import dev.gslb.zone.HealthCheckConfig;
import dev.gslb.zone.Policy;
import dev.gslb.zone.PolicyMember;
import dev.gslb.zone.Problem;
import dev.gslb.zone.RefusedException;
import dev.gslb.zone.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Builds the routers of policies. A policy equal to one already built is not built again. */
final class PolicyCompiler {
  private final Map<String, RouterProvider> routers = new LinkedHashMap<>();
  private final List<String> counted = new ArrayList<>();
  private final @Nullable HealthMonitorProvider monitor;
  private Map<PolicyKey, CompiledPolicy> known = new HashMap<>();
  private final IdentityHashMap<Policy, PolicyKey> keys = new IdentityHashMap<>();

  /** One key for all equal policies, so that the control thread never compares them in depth. */
  private final Map<PolicyKey, PolicyKey> canonicalKeys = new HashMap<>();

  /** Knows routers by name; the first provider of a name wins. */
  PolicyCompiler(List<RouterProvider> providers, @Nullable HealthMonitorProvider monitor) {
    this.monitor = monitor;
    for (RouterProvider provider : providers) {
      if (routers.putIfAbsent(provider.name(), provider) == null) {
        counted.add(provider.name());
      }
      provider.aliases().forEach(alias -> routers.putIfAbsent(alias, provider));
    }
  }

  /** The routers by the number under which their decisions are counted. */
  List<String> countedRouters() {
    return List.copyOf(counted.subList(0, Math.min(counted.size(), WorkerCounters.ROUTERS)));
  }

  /** Forgets what was built, so that routers read their files again. Returns it. */
  Map<PolicyKey, CompiledPolicy> forget() {
    Map<PolicyKey, CompiledPolicy> before = known;
    known = new HashMap<>();
    return before;
  }

  /** Goes back to what was known, after a change was refused. */
  void restore(Map<PolicyKey, CompiledPolicy> before) {
    known = before;
  }

  /** Counts the policies that are remembered, whether built or not; for tests. */
  int remembered() {
    return Math.max(known.size(), Math.max(keys.size(), canonicalKeys.size()));
  }

  /** Forgets all policies but those in use. */
  void retain(Set<PolicyKey> inUse) {
    known.keySet().retainAll(inUse);
    keys.values().retainAll(inUse);
    canonicalKeys.keySet().retainAll(inUse);
  }

  /** Checks that a policy can live beside others of the same change, and builds it. */
  @Nullable CompiledPolicy compile(
      Policy policy, Map<EndpointId, Endpoint> others, List<Problem> problems) {
    PolicyKey key = keys.computeIfAbsent(policy, this::canonicalKey);
    CompiledPolicy before = known.get(key);
    int problemsBefore = problems.size();
    CompiledPolicy compiled = before == null ? build(key, problems) : before;
    if (compiled == null || problems.size() > problemsBefore) {
      return null;
    }
    enter(compiled, others, problems);
    if (problems.size() > problemsBefore) {
      return null;
    }
    known.put(key, compiled);
    return compiled;
  }

  private PolicyKey canonicalKey(Policy policy) {
    PolicyKey key = new PolicyKey(policy);
    PolicyKey known = canonicalKeys.putIfAbsent(key, key);
    return known == null ? key : known;
  }

  /** Enters a policy's endpoints beside those of others, and says where they disagree. */
  void enter(CompiledPolicy compiled, Map<EndpointId, Endpoint> others, List<Problem> problems) {
    for (Endpoint endpoint : compiled.endpoints().values()) {
      Endpoint other = others.putIfAbsent(endpoint.id(), endpoint);
      if (other != null && !sameState(other, endpoint)) {
        problems.add(conflict(compiled.key().policy, endpoint));
      }
    }
  }

  private static Problem conflict(Policy policy, Endpoint endpoint) {
    return new Problem(
        policy.name() + " " + endpoint.id(),
        "another target or health check than elsewhere",
        "one target and one health check for an endpoint id");
  }

  private static boolean sameState(Endpoint one, Endpoint other) {
    return one.target().equals(other.target()) && one.check().equals(other.check());
  }

  private @Nullable CompiledPolicy build(PolicyKey key, List<Problem> problems) {
    List<Node> nodes = new ArrayList<>();
    Node root = buildNode(key.policy, 0x5DEECE66DL, nodes, problems);
    if (root == null) {
      return null;
    }
    boolean alias =
        root.endpoints.values().stream().anyMatch(e -> e.target() instanceof Target.Alias);
    Set<HealthCheckConfig> checked = new HashSet<>();
    root.endpoints.values().forEach(endpoint -> validateCheck(endpoint, checked, problems));
    return new CompiledPolicy(key, root, nodes.size(), Map.copyOf(root.endpoints), alias);
  }

  private void validateCheck(
      Endpoint endpoint, Set<HealthCheckConfig> checked, List<Problem> problems) {
    Optional<HealthCheckConfig> check = endpoint.check();
    if (check.isEmpty() || !checked.add(check.get())) {
      return;
    }
    if (monitor == null) {
      problems.add(
          new Problem(
              endpoint.id() + " check",
              check.get().kind(),
              "a health monitor on the class path, such as gslb-health"));
      return;
    }
    try {
      monitor.validate(check.get());
    } catch (RefusedException e) {
      e.problems().forEach(problem -> problems.add(problem.within(endpoint.id() + " check")));
    }
  }

  private @Nullable Node buildNode(
      Policy policy, long seed, List<Node> nodes, List<Problem> problems) {
    RouterProvider provider = routers.get(policy.router());
    if (provider == null) {
      problems.add(
          new Problem(
              policy.name() + " router",
              policy.router(),
              "one of " + String.join(", ", new LinkedHashSet<>(routers.keySet()))));
      return null;
    }
    Router router;
    try {
      router = provider.create(new RouterConfig(policy.name(), policy.options(), policy.members()));
    } catch (RefusedException e) {
      e.problems().forEach(problem -> problems.add(problem.within(policy.name() + " options")));
      return null;
    }
    int counter = Math.min(counted.indexOf(provider.name()), WorkerCounters.ROUTERS - 1);
    Node node = new Node(policy, router, seed, nodes.size(), counter);
    nodes.add(node);
    boolean whole = true;
    for (int i = 0; i < policy.members().size(); i++) {
      PolicyMember member = policy.members().get(i);
      if (member instanceof Policy child) {
        Node childNode = buildNode(child, seed * 0x9E3779B97F4A7C15L + i + 1, nodes, problems);
        if (childNode == null) {
          whole = false;
        } else {
          node.members.add(childNode);
          node.endpoints.putAll(childNode.endpoints);
        }
      } else {
        Endpoint endpoint = (Endpoint) member;
        node.members.add(endpoint);
        Endpoint other = node.endpoints.put(endpoint.id(), endpoint);
        if (other != null && !sameState(other, endpoint)) {
          problems.add(conflict(policy, endpoint));
        }
      }
    }
    return whole ? node : null;
  }
}
