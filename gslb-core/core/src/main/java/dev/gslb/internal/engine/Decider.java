package dev.gslb.internal.engine;

import dev.gslb.internal.metrics.WorkerCounters;
import dev.gslb.internal.snapshot.EndpointView;
import dev.gslb.internal.snapshot.NodeView;
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
    selection.reset(node.size());
    request.beginNode(node, firstTicket, answers - count);
    counters.routed(node.key().counter());
    node.key().router().route(request, node, selection);
    // RFC 7871 section 7.2.1: what a rejected branch looked at counts too.
    scope = Math.max(scope, selection.scope());
    ttlCeiling = Math.min(ttlCeiling, selection.ttlCeilingSeconds());
    if (trace.isOn()) {
      trace.step(step(node, selection));
    }
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

  private void take(EndpointView endpoint) {
    for (int i = 0; i < count; i++) {
      if (Arrays.equals(chosen[i].rdata(), endpoint.rdata())) {
        return;
      }
    }
    chosen[count++] = endpoint;
  }

  private static Explanation.Step step(NodeView node, SelectionBuffer selection) {
    List<String> candidates = new ArrayList<>();
    for (int i = 0; i < node.size(); i++) {
      candidates.add(node.label(i));
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
