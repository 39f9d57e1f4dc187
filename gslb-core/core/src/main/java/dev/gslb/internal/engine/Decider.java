package dev.gslb.internal.engine;

import dev.gslb.internal.metrics.WorkerCounters;
import dev.gslb.internal.snapshot.EndpointView;
import dev.gslb.internal.snapshot.NodeView;
import dev.gslb.spi.Candidates;
import dev.gslb.spi.Explanation;
import dev.gslb.zone.GslbName;
import dev.gslb.zone.Policy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Asks the routers of a policy tree, from the root down, until the answer is full. Reused; confined
 * to one worker.
 */
final class Decider {
  private final RouteContext request;
  private final WorkerCounters counters;
  private final Trace trace;
  private final SelectionBuffer[] selections = new SelectionBuffer[Policy.MAX_DEPTH];
  private final ThinnedCandidates thinned = new ThinnedCandidates();
  private final EndpointView[] chosen = new EndpointView[GslbName.MAX_ANSWERS];
  private int count;
  private int scope;
  private int ttlCeiling;

  Decider(RouteContext request, WorkerCounters counters, Trace trace) {
    this.request = request;
    this.counters = counters;
    this.trace = trace;
    for (int depth = 0; depth < selections.length; depth++) {
      selections[depth] = new SelectionBuffer(trace);
    }
  }

  /** Decides. The other methods tell the result until the next decision. */
  void decide(NodeView root, int firstTicket, int answers) {
    count = 0;
    scope = 0;
    ttlCeiling = Integer.MAX_VALUE;
    visit(root, 0, firstTicket, answers);
  }

  private void visit(NodeView node, int depth, int firstTicket, int answers) {
    SelectionBuffer selection = selections[depth];
    counters.routed(node.key().counter());
    if (node.isThinned()) {
      int before = count;
      request.beginNode(node, firstTicket, answers - count);
      if (routeThinned(node, selection)) {
        follow(node, selection, depth, firstTicket, answers);
      }
      if (count > before) {
        return;
      }
    }
    request.beginNode(node, firstTicket, answers - count);
    route(node, selection);
    follow(node, selection, depth, firstTicket, answers);
  }

  private void follow(
      NodeView node, SelectionBuffer selection, int depth, int firstTicket, int answers) {
    // RFC 7871 section 7.2.1: what a rejected branch looked at counts too.
    scope = Math.max(scope, selection.scope());
    ttlCeiling = Math.min(ttlCeiling, selection.ttlCeilingSeconds());
    for (int i = 0; i < selection.count() && count < answers; i++) {
      int ordinal = selection.ordinal(i);
      EndpointView endpoint = node.endpoint(ordinal);
      if (endpoint == null) {
        visit(node.node(ordinal), depth + 1, firstTicket, answers);
      } else {
        take(endpoint);
      }
    }
  }

  private void route(NodeView node, SelectionBuffer selection) {
    selection.reset(node.size());
    node.key().router().route(request, node, selection);
    if (trace.isOn()) {
      trace.step(step(node, node, selection));
    }
  }

  /** Returns false if all candidates are to be asked: draining must not cost an answer. */
  private boolean routeThinned(NodeView node, SelectionBuffer selection) {
    boolean some = thinned.draw(node, request.thinningEntropy());
    if (trace.isOn()) {
      trace.step(thinned.step());
    }
    if (!some) {
      return false;
    }
    selection.reset(thinned.size());
    node.key().router().route(request, thinned, selection);
    selection.replaceOrdinals(thinned.ordinals());
    if (trace.isOn()) {
      trace.step(step(node, thinned, selection));
    }
    scope = Math.max(scope, selection.scope());
    return selection.count() > 0;
  }

  private void take(EndpointView endpoint) {
    for (int i = 0; i < count; i++) {
      if (Arrays.equals(chosen[i].rdata(), endpoint.rdata())) {
        return;
      }
    }
    chosen[count++] = endpoint;
  }

  private static Explanation.Step step(
      NodeView node, Candidates routed, SelectionBuffer selection) {
    List<String> candidates = new ArrayList<>();
    for (int i = 0; i < routed.size(); i++) {
      candidates.add(node.label(node.ordinalOf(routed.declaredOrdinal(i))));
    }
    List<String> labels = new ArrayList<>();
    for (int i = 0; i < selection.count(); i++) {
      labels.add(node.label(selection.ordinal(i)));
    }
    return new Explanation.Step(node.key().label(), candidates, labels, selection.reason());
  }

  int count() {
    return count;
  }

  EndpointView chosen(int index) {
    return chosen[index];
  }

  int scope() {
    return scope;
  }

  int ttlCeilingSeconds() {
    return ttlCeiling;
  }
}
