package dev.gslb.internal.control;

import dev.gslb.internal.control.Compiled.Node;
import dev.gslb.internal.snapshot.EndpointView;
import dev.gslb.internal.snapshot.ExtendedError;
import dev.gslb.internal.snapshot.NodeView;
import dev.gslb.internal.snapshot.NodeView.Candidate;
import dev.gslb.internal.snapshot.NodeView.NodeKey;
import dev.gslb.internal.snapshot.PolicyView;
import dev.gslb.internal.snapshot.PolicyView.FamilyView;
import dev.gslb.internal.snapshot.PolicyView.Outcome;
import dev.gslb.spi.EndpointState;
import dev.gslb.zone.Endpoint;
import dev.gslb.zone.EndpointId;
import dev.gslb.zone.Fallback;
import dev.gslb.zone.Target;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Works out what a policy answers from the states of its endpoints. Runs on the control thread.
 *
 * <p>A member counts for a family only if it could ever answer it. A child policy counts as up when
 * at least its threshold's share of the members that count is up, and never with none.
 */
final class ViewBuilder {
  /** An address family, or the aliases, which have no family. */
  private enum Family {
    IPV4,
    IPV6,
    ALIAS
  }

  private final Function<EndpointId, EndpointState> states;
  private final LastHealthy lastHealthy;

  ViewBuilder(Function<EndpointId, EndpointState> states, LastHealthy lastHealthy) {
    this.states = states;
    this.lastHealthy = lastHealthy;
  }

  /** Builds a policy's view and keeps in the slot what the next one may need. */
  PolicyView build(PolicySlot slot) {
    if (slot.compiled().alias()) {
      NodeView root = view(slot, slot.compiled().root(), Family.ALIAS, this::isUp).view;
      FamilyView alias = family(slot, root, Family.ALIAS, root.size() > 0);
      return new PolicyView(FamilyView.NODATA, FamilyView.NODATA, alias);
    }
    NodeView ipv4 = view(slot, slot.compiled().root(), Family.IPV4, this::isUp).view;
    NodeView ipv6 = view(slot, slot.compiled().root(), Family.IPV6, this::isUp).view;
    boolean any = ipv4.size() > 0 || ipv6.size() > 0;
    return new PolicyView(
        family(slot, ipv4, Family.IPV4, any), family(slot, ipv6, Family.IPV6, any), null);
  }

  private boolean isUp(EndpointId id) {
    return states.apply(id).up();
  }

  private boolean isOut(EndpointId id) {
    return states.apply(id).isOut();
  }

  private void keepUp(PolicySlot slot, Family family) {
    if (slot.fallsBackOnLastHealthy()) {
      Set<EndpointId> up = new HashSet<>();
      for (Endpoint endpoint : slot.compiled().endpoints().values()) {
        if (familyOf(endpoint.target()) == family
            && lastHealthy.wasUp(states.apply(endpoint.id()))) {
          up.add(endpoint.id());
        }
      }
      lastHealthy.keep(slot, family == Family.IPV6, up);
    }
  }

  private FamilyView family(PolicySlot slot, NodeView root, Family family, boolean anyFamily) {
    if (root.size() > 0) {
      keepUp(slot, family);
      return FamilyView.route(root);
    }
    if (anyFamily) {
      return FamilyView.NODATA;
    }
    Fallback fallback = slot.compiled().key().policy.fallback();
    if (fallback instanceof Fallback.Static fixed) {
      List<EndpointView> records = new ArrayList<>();
      for (InetAddress address : fixed.addresses()) {
        if (familyOf(new Target.Address(address)) == family) {
          records.add(new EndpointView(address.getHostAddress(), address.getAddress()));
        }
      }
      Outcome outcome = records.isEmpty() ? Outcome.NODATA : Outcome.STATIC;
      return new FamilyView(
          outcome, null, records, "static", ExtendedError.OTHER, FamilyView.NOT_COUNTED);
    }
    if (fallback instanceof Fallback.NoData) {
      return new FamilyView(
          Outcome.NODATA, null, List.of(), "nodata", ExtendedError.OTHER, FamilyView.NOT_COUNTED);
    }
    NodeView all = view(slot, slot.compiled().root(), family, id -> !isOut(id)).view;
    if (fallback instanceof Fallback.All) {
      return again(all, "all", ExtendedError.OTHER);
    }
    if (fallback instanceof Fallback.LastHealthy) {
      Set<EndpointId> lastUp = slot.lastUp(family == Family.IPV6);
      Predicate<EndpointId> wasUp = id -> lastUp.contains(id) && !isOut(id);
      NodeView last = view(slot, slot.compiled().root(), family, wasUp).view;
      return again(last.size() > 0 ? last : all, "last-healthy", ExtendedError.STALE_ANSWER)
          .counted(lastHealthy.counter(slot.compiled().key().policy.name()));
    }
    return new FamilyView(
        Outcome.SERVFAIL,
        null,
        List.of(),
        "servfail",
        ExtendedError.NO_REACHABLE_AUTHORITY,
        FamilyView.NOT_COUNTED);
  }

  private static FamilyView again(NodeView root, String fallback, int extendedError) {
    return root.size() == 0
        ? FamilyView.NODATA
        : new FamilyView(
            Outcome.ROUTE, root, List.of(), fallback, extendedError, FamilyView.NOT_COUNTED);
  }

  private static final class Built {
    final NodeView view;
    final boolean counts;
    final boolean up;

    Built(NodeView view, boolean counts, boolean up) {
      this.view = view;
      this.counts = counts;
      this.up = up;
    }
  }

  private Built view(PolicySlot slot, Node node, Family family, Predicate<EndpointId> up) {
    List<Candidate> candidates = new ArrayList<>();
    int counting = 0;
    for (int i = 0; i < node.members.size(); i++) {
      Object member = node.members.get(i);
      @Nullable Object child = null;
      if (member instanceof Node policy) {
        Built built = view(slot, policy, family, up);
        counting += built.counts ? 1 : 0;
        child = built.up ? built.view : null;
      } else if (familyOf(((Endpoint) member).target()) == family) {
        Endpoint endpoint = (Endpoint) member;
        counting++;
        child = up.test(endpoint.id()) ? viewOf(endpoint) : null;
      }
      if (child != null) {
        candidates.add(candidate(slot, node, i, child));
      }
    }
    NodeKey key =
        new NodeKey(node.policy.name(), node.router, node.seed, node.index * 2, node.counter);
    NodeView view = new NodeView(key, node.members.size(), candidates);
    int needed = Math.max(1, (int) Math.ceil(node.policy.upThreshold() * counting - 1e-9));
    return new Built(view, counting > 0, candidates.size() >= needed);
  }

  private Candidate candidate(PolicySlot slot, Node node, int declared, Object child) {
    Object member = node.members.get(declared);
    int weight = weight(member, node.policy.members().get(declared).weight());
    return new Candidate(
        declared,
        child,
        weight,
        slot.rttMicros(node, member, states),
        slot.rttSamples(node, member, states),
        sharePermille(member, child));
  }

  /** A policy of which all drain drains with them, as the last of them does. */
  private int sharePermille(Object member, Object child) {
    return member instanceof Endpoint endpoint
        ? states.apply(endpoint.id()).sharePermille()
        : ((NodeView) child).greatestSharePermille();
  }

  private int weight(Object member, int configured) {
    return member instanceof Endpoint endpoint
        ? states
            .apply(endpoint.id())
            .override()
            .map(said -> said.weight().orElse(configured))
            .orElse(configured)
        : configured;
  }

  private static EndpointView viewOf(Endpoint endpoint) {
    Target target = endpoint.target();
    byte[] rdata =
        target instanceof Target.Address address
            ? address.inet().getAddress()
            : ((Target.Alias) target).name().wire();
    return new EndpointView(endpoint.label(), rdata);
  }

  private static Family familyOf(Target target) {
    if (target instanceof Target.Address address) {
      return address.inet() instanceof Inet4Address ? Family.IPV4 : Family.IPV6;
    }
    return Family.ALIAS;
  }
}
