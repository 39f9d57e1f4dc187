package dev.gslb.internal.control;

import dev.gslb.internal.metrics.WorkerCounters;
import dev.gslb.spi.EndpointOverride;
import dev.gslb.spi.EndpointState;
import dev.gslb.spi.Verdict;
import dev.gslb.zone.Endpoint;
import dev.gslb.zone.EndpointId;
import dev.gslb.zone.Target;
import java.net.Inet6Address;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which endpoints were up last, for the policies that fall back on them, and which of those
 * policies do so now. Written by the control thread alone; {@link #endpoints} and {@link #counted}
 * are for any thread.
 */
final class LastHealthy {
  /** Policies that one line of the log names. */
  private static final int NAMED = 10;

  private static final Logger LOG = LoggerFactory.getLogger(LastHealthy.class);

  /** How many policies and families keep an endpoint. */
  private final Map<EndpointId, Integer> keepers = new ConcurrentHashMap<>();

  /** What was told of the time before the start, without what was observed since. */
  private final Set<EndpointId> remembered = new HashSet<>();

  private final List<String> began = new ArrayList<>();
  private final List<String> ended = new ArrayList<>();

  /** Whether anything was told; until then, what was not checked yet counts as healthy. */
  private boolean told;

  private volatile List<String> counted = List.of();

  /** A copy; endpoints that change meanwhile may be missing or not. */
  Set<EndpointId> endpoints() {
    return Set.copyOf(keepers.keySet());
  }

  /** The policies by the number under which their answers are counted. */
  List<String> counted() {
    return counted;
  }

  void remember(Set<EndpointId> endpoints) {
    told = true;
    remembered.clear();
    remembered.addAll(endpoints);
  }

  /** What a policy begins with that was there before anything was told. */
  void remind(PolicySlot slot) {
    replace(slot, false, common(slot, false, remembered));
    replace(slot, true, common(slot, true, remembered));
  }

  void observed(EndpointId endpoint) {
    remembered.remove(endpoint);
  }

  /** Whether an endpoint counts as healthy for later: being unchecked yet proves nothing. */
  boolean wasUp(EndpointState state) {
    boolean unknown =
        state.verdict() == Verdict.UNKNOWN
            && state.override().flatMap(EndpointOverride::healthy).isEmpty();
    return state.up() && (!unknown || !told || remembered.contains(state.id()));
  }

  /** Notes who is up in a policy; if that is not known of any yet, what was known holds. */
  void keep(PolicySlot slot, boolean ipv6, Set<EndpointId> up) {
    if (!up.isEmpty()) {
      replace(slot, ipv6, up);
    }
  }

  /** What a policy takes over from the one that it replaces. */
  void learn(PolicySlot slot, PolicySlot before) {
    if (slot.fallsBackOnLastHealthy()) {
      replace(slot, false, common(slot, false, before.lastUp(false)));
      replace(slot, true, common(slot, true, before.lastUp(true)));
    }
  }

  /** A policy's own out of some endpoints: those of IPv6, or the others. */
  private static Set<EndpointId> common(PolicySlot slot, boolean ipv6, Set<EndpointId> endpoints) {
    Set<EndpointId> own = new HashSet<>();
    for (Endpoint endpoint : slot.compiled().endpoints().values()) {
      if (endpoints.contains(endpoint.id()) && isIpv6(endpoint.target()) == ipv6) {
        own.add(endpoint.id());
      }
    }
    return own;
  }

  private static boolean isIpv6(Target target) {
    return target instanceof Target.Address address && address.inet() instanceof Inet6Address;
  }

  void release(PolicySlot slot) {
    replace(slot, false, Set.of());
    replace(slot, true, Set.of());
  }

  private void replace(PolicySlot slot, boolean ipv6, Set<EndpointId> next) {
    Set<EndpointId> before = slot.lastUp(ipv6);
    if (before.equals(next)) {
      return;
    }
    for (EndpointId id : next) {
      if (!before.contains(id)) {
        keepers.merge(id, 1, Integer::sum);
      }
    }
    for (EndpointId id : before) {
      if (!next.contains(id)) {
        keepers.computeIfPresent(id, (key, count) -> count > 1 ? count - 1 : null);
      }
    }
    slot.keepUp(ipv6, next);
  }

  /** Under which number a policy's answers are counted; names beyond the room share the last. */
  int counter(String policy) {
    int known = counted.indexOf(policy);
    if (known >= 0) {
      return known;
    }
    if (counted.size() < WorkerCounters.LAST_HEALTHY) {
      List<String> more = new ArrayList<>(counted);
      more.add(counted.size() == WorkerCounters.LAST_HEALTHY - 1 ? "others" : policy);
      counted = List.copyOf(more);
    }
    return counted.size() - 1;
  }

  /** Notes whether a policy answers from who was healthy last. */
  void serving(PolicySlot slot, boolean serving) {
    if (serving != slot.servesLastHealthy) {
      slot.servesLastHealthy = serving;
      (serving ? began : ended).add(slot.compiled().key().policy.name());
    }
  }

  /** Logs what was noted since the last call. */
  void report() {
    if (!began.isEmpty()) {
      LOG.warn("No member is up; who was healthy last is served by {}", names(began));
      began.clear();
    }
    if (!ended.isEmpty()) {
      LOG.info(
          "Members are up again; who was healthy last is no longer served by {}", names(ended));
      ended.clear();
    }
  }

  private static String names(List<String> policies) {
    String first = String.join("; ", policies.subList(0, Math.min(NAMED, policies.size())));
    return policies.size() <= NAMED
        ? first
        : first + " and " + (policies.size() - NAMED) + " more policies";
  }
}
