package dev.gslb.cluster.runtime;

import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A daemon thread that runs tasks one after the other. A task that fails is logged, and the next
 * one runs. Tasks after the end are refused. Safe for any thread.
 */
final class OneThread implements Executor, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OneThread.class);
  private static final long PATIENCE_SECONDS = 1;

  private final ScheduledExecutorService executor;

  OneThread(String name) {
    this.executor =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Runs a task later.
   *
   * @throws RejectedExecutionException after the end
   */
  @Override
  public void execute(Runnable task) {
    executor.execute(guarded(task));
  }

  /** Runs a task later, or never if the end comes first. */
  void offer(Runnable task) {
    try {
      executor.execute(guarded(task));
    } catch (RejectedExecutionException e) {
      LOG.trace("closed", e);
    }
  }

  /** As {@link #offer}, after a time. */
  void executeIn(long millis, Runnable task) {
    try {
      var unused = executor.schedule(guarded(task), millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.trace("closed", e);
    }
  }

  void executeEvery(long millis, Runnable task) {
    var unused =
        executor.scheduleWithFixedDelay(guarded(task), millis, millis, TimeUnit.MILLISECONDS);
  }

  /** An executor keeps what a task throws to itself. */
  private static Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException | Error e) {
        LOG.error("A task of {} failed", Thread.currentThread().getName(), e);
      }
    };
  }

  /** Waits a moment for the task that runs. */
  @Override
  public void close() {
    executor.shutdownNow();
    try {
      executor.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
