package dev.gslb.internal.control;

import dev.gslb.internal.control.Compiled.CompiledPolicy;
import dev.gslb.internal.control.Compiled.Node;
import dev.gslb.spi.EndpointState;
import dev.gslb.zone.Endpoint;
import dev.gslb.zone.EndpointId;
import dev.gslb.zone.Fallback;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A policy in use, with what must survive from view to view. Belongs to the control thread. */
final class PolicySlot {
  final int index;

  /** Names that use the policy. */
  int uses;

  /** Which renewal in order is the last one begun for it. */
  long renewal;

  /** Whether it answers from who was healthy last. */
  boolean servesLastHealthy;

  /** The endpoints that were up when any was: of IPv4 or aliases, and of IPv6. */
  private Set<EndpointId> lastUp = Set.of();

  private Set<EndpointId> lastUpIpv6 = Set.of();

  /** By the index of the policy in the tree. */
  private final Map<Integer, Averages> averages = new HashMap<>();

  private CompiledPolicy compiled;

  private static final class Average {
    double micros;
    int samples;

    Average copy() {
      Average copy = new Average();
      copy.micros = micros;
      copy.samples = samples;
      return copy;
    }
  }

  private record Averages(double smoothing, Map<EndpointId, Average> byEndpoint) {}

  PolicySlot(CompiledPolicy compiled, int index) {
    this.compiled = compiled;
    this.index = index;
    prepare(compiled.root());
  }

  CompiledPolicy compiled() {
    return compiled;
  }

  /** Takes over an equal policy with routers built anew. Returns whether they are others. */
  @SuppressWarnings("ReferenceEquality") // equal policies may have read different files
  boolean renew(CompiledPolicy equal) {
    boolean other = compiled != equal;
    compiled = equal;
    return other;
  }

  boolean fallsBackOnLastHealthy() {
    return compiled.key().policy.fallback() instanceof Fallback.LastHealthy;
  }

  Set<EndpointId> lastUp(boolean ipv6) {
    return ipv6 ? lastUpIpv6 : lastUp;
  }

  /** Of {@link LastHealthy} alone, which counts who is kept. */
  void keepUp(boolean ipv6, Set<EndpointId> up) {
    if (ipv6) {
      lastUpIpv6 = up;
    } else {
      lastUp = up;
    }
  }

  /** Takes over what a policy that this one replaces knew of endpoints that both have. */
  void learnFrom(PolicySlot before) {
    servesLastHealthy = before.servesLastHealthy;
    averages.forEach(
        (node, own) -> {
          Averages theirs = before.averages.get(node);
          if (theirs != null && theirs.smoothing() == own.smoothing()) {
            own.byEndpoint()
                .replaceAll((id, average) -> theirs.byEndpoint().getOrDefault(id, average).copy());
          }
        });
  }

  private void prepare(Node node) {
    if (node.rttSmoothing > 0) {
      Map<EndpointId, Average> own = new HashMap<>();
      node.endpoints.keySet().forEach(id -> own.put(id, new Average()));
      averages.put(node.index, new Averages(node.rttSmoothing, own));
    }
    for (Object member : node.members) {
      if (member instanceof Node child) {
        prepare(child);
      }
    }
  }

  /** Adds a round-trip time to the moving averages. Returns whether a router wants to know. */
  boolean sample(EndpointId endpoint, long rttMicros) {
    boolean wanted = false;
    for (Averages node : averages.values()) {
      Average average = node.byEndpoint().get(endpoint);
      if (average != null) {
        double share = average.samples == 0 ? 1 : node.smoothing();
        average.micros += share * (rttMicros - average.micros);
        average.samples = Math.min(average.samples + 1, Integer.MAX_VALUE - 1);
        wanted = true;
      }
    }
    return wanted;
  }

  /** The lowest average among a member's endpoints that are up, in microseconds, or -1. */
  long rttMicros(Node node, Object member, Function<EndpointId, EndpointState> states) {
    Average best = best(node, member, states);
    return best == null ? -1 : Math.round(best.micros);
  }

  /** How many samples are behind {@link #rttMicros}. */
  int rttSamples(Node node, Object member, Function<EndpointId, EndpointState> states) {
    Average best = best(node, member, states);
    return best == null ? 0 : best.samples;
  }

  private @Nullable Average best(
      Node node, Object member, Function<EndpointId, EndpointState> states) {
    Averages averagesOfNode = averages.get(node.index);
    if (averagesOfNode == null) {
      return null;
    }
    Map<EndpointId, Average> own = averagesOfNode.byEndpoint();
    if (member instanceof Endpoint endpoint) {
      return sampled(own.get(endpoint.id()));
    }
    Average best = null;
    for (EndpointId id : ((Node) member).endpoints.keySet()) {
      Average average = sampled(own.get(id));
      if (average != null
          && states.apply(id).up()
          && (best == null || average.micros < best.micros)) {
        best = average;
      }
    }
    return best;
  }

  private static @Nullable Average sampled(@Nullable Average average) {
    return average == null || average.samples == 0 ? null : average;
  }
}
