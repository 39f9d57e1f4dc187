package dev.gslb.cluster.etcd;

import dev.gslb.cluster.StateStoreException;
import dev.gslb.cluster.StateStoreException.Reason;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Waits for results. */
final class Awaited {
  private static final int PATIENCE_SECONDS = 30;

  private Awaited() {}

  static <T> T await(CompletableFuture<T> future) throws Exception {
    return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  static void eventually(Callable<Boolean> condition) {
    Awaitility.await()
        .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .ignoreExceptions()
        .until(condition);
  }

  static Reason reason(CompletableFuture<?> future) throws Exception {
    try {
      Object value = future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      throw new AssertionError("the call succeeded: " + value);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StateStoreException expected) {
        return expected.reason();
      }
      throw e;
    }
  }
}
