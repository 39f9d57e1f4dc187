package dev.gslb.cluster.ratis;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Waits until this node's state has all that was acknowledged anywhere before. One request to the
 * leader serves all that wait for it to begin. Safe for any thread.
 */
final class ReadBarrier {
  private static final byte[] NOTHING = {};

  private final LeaderCalls calls;
  private final AppliedIndex applied;
  private @Nullable CompletableFuture<Void> running; // guarded by this
  private @Nullable CompletableFuture<Void> next; // guarded by this

  ReadBarrier(LeaderCalls calls, AppliedIndex applied) {
    this.calls = calls;
    this.applied = applied;
  }

  CompletableFuture<Void> pass() {
    CompletableFuture<Void> mine = new CompletableFuture<>();
    synchronized (this) {
      if (running != null) {
        if (next == null) {
          next = mine;
        }
        return next;
      }
      running = mine;
    }
    begin(mine);
    return mine;
  }

  private void begin(CompletableFuture<Void> mine) {
    var unused =
        calls
            .call(Wire.Kind.READ_INDEX, NOTHING)
            .whenComplete((index, error) -> answered(mine, index, error));
  }

  private void answered(
      CompletableFuture<Void> mine, byte @Nullable [] index, @Nullable Throwable error) {
    CompletableFuture<Void> following = turn();
    if (index == null) {
      mine.completeExceptionally(error == null ? new IllegalStateException("no index") : error);
    } else {
      var unused = applied.reach(Wire.number(index)).thenAccept(mine::complete);
    }
    if (following != null) {
      begin(following);
    }
  }

  private synchronized @Nullable CompletableFuture<Void> turn() {
    running = next;
    next = null;
    return running;
  }
}
