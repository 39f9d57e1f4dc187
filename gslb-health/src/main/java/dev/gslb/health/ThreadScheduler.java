package dev.gslb.health;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The scheduler of a running monitor: one daemon thread, started by the first task. */
final class ThreadScheduler implements Scheduler {

  private static final Logger LOG = LoggerFactory.getLogger(ThreadScheduler.class);
  private static final long CLOSE_WAIT_SECONDS = 10;

  private volatile @Nullable Thread thread;
  private final ScheduledThreadPoolExecutor executor;

  ThreadScheduler() {
    executor = new ScheduledThreadPoolExecutor(1, this::newThread);
    executor.setRemoveOnCancelPolicy(true);
    executor.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
  }

  @Override
  public long nowNanos() {
    return System.nanoTime();
  }

  @Override
  public void execute(Runnable task) {
    executor.execute(guarded(task));
  }

  @Override
  public Pending schedule(long delayNanos, Runnable task) {
    Future<?> future = executor.schedule(guarded(task), delayNanos, TimeUnit.NANOSECONDS);
    return () -> future.cancel(false);
  }

  @Override
  public void close() {
    executor.shutdown();
    if (Thread.currentThread().equals(thread)) {
      return;
    }
    try {
      if (!executor.awaitTermination(CLOSE_WAIT_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("a health check still blocks the scheduler {} s after close", CLOSE_WAIT_SECONDS);
        executor.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Thread newThread(Runnable work) {
    Thread created = new Thread(work, "gslb-health");
    created.setDaemon(true);
    thread = created;
    return created;
  }

  private static Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException | Error e) {
        LOG.error("a task of the health monitor failed", e);
      }
    };
  }
}
