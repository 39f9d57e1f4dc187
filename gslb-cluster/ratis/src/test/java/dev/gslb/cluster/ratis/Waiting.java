package dev.gslb.cluster.ratis;

import dev.gslb.cluster.ClusterBackend;
import dev.gslb.cluster.Leadership;
import dev.gslb.cluster.NodeId;
import dev.gslb.cluster.StateStoreException;
import dev.gslb.cluster.StateStoreException.Reason;
import dev.gslb.cluster.Watch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for what nodes tell, with patience. */
final class Waiting {
  private static final int PATIENCE_SECONDS = 60;
  private static final int LOOK_MILLIS = 20;

  private Waiting() {}

  static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException reason) {
        throw reason;
      }
      throw new IllegalStateException(e);
    } catch (TimeoutException e) {
      throw new AssertionError("nothing for " + PATIENCE_SECONDS + " s", e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Asks until a majority answers: an election may be under way. What is asked may be repeated. */
  static <T> T available(Supplier<CompletableFuture<T>> call) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (true) {
      try {
        return await(call.get());
      } catch (StateStoreException e) {
        boolean passes = e.reason() == Reason.UNAVAILABLE || e.reason() == Reason.UNKNOWN_OUTCOME;
        if (!passes || System.nanoTime() - end > 0) {
          throw e;
        }
      }
    }
  }

  /** Waits until something holds that nobody tells of. */
  static void until(BooleanSupplier condition) {
    ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor();
    try {
      CompletableFuture<Boolean> holds = new CompletableFuture<>();
      var looks =
          looking.scheduleWithFixedDelay(
              () -> {
                if (condition.getAsBoolean()) {
                  holds.complete(true);
                }
              },
              0,
              LOOK_MILLIS,
              TimeUnit.MILLISECONDS);
      await(holds);
      looks.cancel(false);
    } finally {
      looking.shutdownNow();
    }
  }

  /** Waits until the node tells of a leadership of that kind. */
  static Leadership leadership(ClusterBackend node, Predicate<Leadership> kind) {
    CompletableFuture<Leadership> found = new CompletableFuture<>();
    Watch watch =
        node.election()
            .listen(
                told -> {
                  if (kind.test(told)) {
                    found.complete(told);
                  }
                });
    try {
      return await(found);
    } finally {
      watch.close();
    }
  }

  /** Waits until one of the running nodes leads. */
  static RatisBackend leader(TestCluster cluster) {
    CompletableFuture<NodeId> found = new CompletableFuture<>();
    List<Watch> watches = new ArrayList<>();
    for (RatisBackend node : cluster.running()) {
      watches.add(
          node.election()
              .listen(
                  told -> {
                    if (told.self()) {
                      found.complete(node.self());
                    }
                  }));
    }
    NodeId leader = await(found);
    watches.forEach(Watch::close);
    return cluster.node(leader.value());
  }
}
