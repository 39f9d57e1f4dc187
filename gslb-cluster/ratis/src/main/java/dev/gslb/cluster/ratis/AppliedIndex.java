package dev.gslb.cluster.ratis;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;

/**
 * How far the log has been applied on this node, for those who wait for it. Safe for any thread.
 */
final class AppliedIndex {

  private record Waiting(long index, CompletableFuture<Void> reached) {}

  private final PriorityQueue<Waiting> waiting =
      new PriorityQueue<>((one, other) -> Long.compare(one.index(), other.index()));
  private long applied; // guarded by this

  void advance(long index) {
    List<Waiting> reached = new ArrayList<>();
    synchronized (this) {
      applied = Math.max(applied, index);
      while (!waiting.isEmpty() && waiting.element().index() <= applied) {
        reached.add(waiting.remove());
      }
    }
    reached.forEach(each -> each.reached().complete(null));
  }

  /** Completes on the applying thread, or at once. */
  synchronized CompletableFuture<Void> reach(long index) {
    if (index <= applied) {
      return CompletableFuture.completedFuture(null);
    }
    Waiting added = new Waiting(index, new CompletableFuture<>());
    waiting.add(added);
    return added.reached();
  }
}
