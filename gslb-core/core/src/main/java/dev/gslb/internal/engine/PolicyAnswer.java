package dev.gslb.internal.engine;

import dev.gslb.internal.metrics.WorkerCounters;
import dev.gslb.internal.snapshot.EndpointView;
import dev.gslb.internal.snapshot.ExtendedError;
import dev.gslb.internal.snapshot.NodeView;
import dev.gslb.internal.snapshot.PolicyView;
import dev.gslb.internal.snapshot.PolicyView.FamilyView;
import dev.gslb.internal.snapshot.Snapshot;
import dev.gslb.internal.snapshot.ZoneView;
import dev.gslb.internal.table.NodeCursor;
import dev.gslb.internal.wire.ResponseWriter;
import dev.gslb.internal.wire.Wire;
import dev.gslb.internal.wire.WireName;
import dev.gslb.spi.Explanation;
import java.util.List;

/** Writes what a policy chooses. Reused; confined to one worker. */
final class PolicyAnswer {
  /** Records were written, or TC was set because they did not fit. */
  static final int WRITTEN = 0;

  /** The name has nothing of this type. */
  static final int NODATA = 1;

  /** No answer can be given; the response says SERVFAIL. */
  static final int FAILED = 2;

  private static final byte[] NONE = {};

  private final ResponseWriter response;
  private final RouteContext request;
  private final Decider decider;
  private final WorkerCounters counters;
  private final Trace trace;
  private byte[] lastRdata = NONE;
  private int scope;

  PolicyAnswer(
      ResponseWriter response,
      RouteContext request,
      Decider decider,
      WorkerCounters counters,
      Trace trace) {
    this.response = response;
    this.request = request;
    this.decider = decider;
    this.counters = counters;
    this.trace = trace;
  }

  void begin() {
    scope = 0;
  }

  /** Answers one type of a GSLB name. */
  int write(
      Snapshot snapshot, ZoneView zone, NodeCursor node, int rrset, int owner, WireName name) {
    ZoneView.GslbBinding binding = zone.binding(node.gslbOrdinal(rrset));
    int type = node.type(rrset);
    FamilyView family = family(snapshot.policies().get(binding.policy()), type);
    if (trace.isOn() && !family.fallback().isEmpty()) {
      trace.step(
          new Explanation.Step(
              "fallback", List.of(), List.of(family.fallback()), "no member is up"));
    }
    NodeView root = family.root();
    if (family.extendedError() != FamilyView.NO_ERROR) {
      response.extendedError(family.extendedError());
      if (family.counter() != FamilyView.NOT_COUNTED) {
        counters.servedLastHealthy(family.counter());
      }
    }
    switch (family.outcome()) {
      case SERVFAIL -> {
        response.rcode(Wire.SERVFAIL);
        return FAILED;
      }
      case NODATA -> {
        return NODATA;
      }
      case STATIC -> {
        return writeFixed(family.fixed(), owner, type, node.ttlSeconds(rrset));
      }
      default -> {}
    }
    if (root == null) {
      return NODATA;
    }
    request.beginName(snapshot.tickets(), name.hash(0), type);
    decider.decide(root, binding.tickets() + ticketOf(type), binding.answers());
    scope = Math.max(scope, decider.scope());
    response.ecsScope(request.fromSubnet() ? scope : 0);
    return writeChosen(owner, type, Math.min(node.ttlSeconds(rrset), decider.ttlCeilingSeconds()));
  }

  /** Whether a policy has anything to say of a type. */
  boolean hasData(Snapshot snapshot, ZoneView zone, NodeCursor node, int rrset) {
    PolicyView policy = snapshot.policies().get(zone.binding(node.gslbOrdinal(rrset)).policy());
    return family(policy, node.type(rrset)).outcome() != PolicyView.Outcome.NODATA;
  }

  private static FamilyView family(PolicyView policy, int type) {
    FamilyView alias = policy.alias();
    if (alias != null) {
      return alias;
    }
    return type == Wire.AAAA ? policy.ipv6() : policy.ipv4();
  }

  /** Each policy node has two tickets at a name: one for AAAA, one for A or CNAME. */
  private static int ticketOf(int type) {
    return type == Wire.AAAA ? 1 : 0;
  }

  private int writeChosen(int owner, int type, int ttlSeconds) {
    int count = decider.count();
    if (count == 0) {
      response.rcode(Wire.SERVFAIL);
      response.extendedError(ExtendedError.NO_REACHABLE_AUTHORITY);
      return FAILED;
    }
    // A name has one CNAME (RFC 2181 section 10.1).
    int records = type == Wire.CNAME ? 1 : count;
    int mark = response.mark();
    for (int i = 0; i < records; i++) {
      if (!writeOne(decider.chosen(i), owner, type, ttlSeconds)) {
        return cut(mark, i);
      }
    }
    return WRITTEN;
  }

  private int writeFixed(List<EndpointView> fixed, int owner, int type, int ttlSeconds) {
    int mark = response.mark();
    for (int i = 0; i < fixed.size(); i++) {
      if (!writeOne(fixed.get(i), owner, type, ttlSeconds)) {
        return cut(mark, i);
      }
    }
    return WRITTEN;
  }

  /** RFC 2181 section 9: an RRset that does not fit whole is left out, and TC says so. */
  private int cut(int mark, int written) {
    response.rollBack(mark, ResponseWriter.ANSWER, written);
    response.truncated();
    return WRITTEN;
  }

  private boolean writeOne(EndpointView endpoint, int owner, int type, int ttlSeconds) {
    lastRdata = endpoint.rdata();
    return response.single(
        ResponseWriter.ANSWER, owner, type, ttlSeconds, lastRdata, 0, lastRdata.length);
  }

  /** The RDATA written last: the target of a CNAME. */
  byte[] lastRdata() {
    return lastRdata;
  }
}
