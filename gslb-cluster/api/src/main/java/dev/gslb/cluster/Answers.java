package dev.gslb.cluster;

import dev.gslb.cluster.StateStoreException.Reason;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Waits for stores, on threads that may block. */
final class Answers {

  private Answers() {}

  /** Waits for an answer, and throws what the store says if it fails. */
  static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StateStoreException(Reason.UNKNOWN_OUTCOME, "interrupted while waiting", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StateStoreException reason) {
        throw reason;
      }
      throw new StateStoreException(Reason.FAILED, "the state store failed: " + e.getCause(), e);
    }
  }
}
