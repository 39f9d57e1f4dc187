package dev.gslb.cluster.ratis;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Begins what may wait for the disk on a thread of its own. Safe for any thread. */
final class DiskThread {
  private final Executor thread;

  DiskThread(Executor thread) {
    this.thread = thread;
  }

  /** Begins an action there; its result is the action's. */
  <T> CompletableFuture<T> begin(Supplier<CompletableFuture<T>> action) {
    CompletableFuture<T> result = new CompletableFuture<>();
    try {
      thread.execute(() -> run(action, result));
    } catch (RejectedExecutionException e) {
      result.completeExceptionally(e);
    }
    return result;
  }

  private static <T> void run(Supplier<CompletableFuture<T>> action, CompletableFuture<T> result) {
    try {
      var unused = action.get().whenComplete((done, error) -> pass(done, error, result));
    } catch (RuntimeException e) {
      result.completeExceptionally(e);
    }
  }

  private static <T> void pass(T done, @Nullable Throwable error, CompletableFuture<T> result) {
    if (error == null) {
      result.complete(done);
    } else {
      result.completeExceptionally(error);
    }
  }
}
