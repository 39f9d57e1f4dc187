package dev.gslb.cluster.gossip;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One daemon thread that does what it is given, one after the other. What carries a message is
 * refused while more than {@link #MAX_BYTES} wait; the rest never is. Safe for any thread.
 */
final class GossipThread {
  private static final Logger LOG = LoggerFactory.getLogger(GossipThread.class);
  private static final long MAX_BYTES = 32 << 20;
  private static final long OVERHEAD_BYTES = 128L; // of a task

  private final String name;
  private final AtomicLong waitingBytes = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final ScheduledThreadPoolExecutor executor;
  private volatile @Nullable Thread thread;

  GossipThread(String name) {
    this.name = name;
    executor = new ScheduledThreadPoolExecutor(1, this::newThread);
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  private Thread newThread(Runnable task) {
    Thread made = new Thread(task, name);
    made.setDaemon(true);
    thread = made;
    return made;
  }

  /** Returns whether the task will be done. */
  boolean run(Runnable task) {
    try {
      executor.execute(guarded(task));
      return true;
    } catch (RejectedExecutionException e) {
      return false; // closed
    }
  }

  /** The same for a task that carries a message. */
  boolean run(int bytes, Runnable task) {
    long cost = bytes + OVERHEAD_BYTES;
    if (waitingBytes.addAndGet(cost) > MAX_BYTES) {
      waitingBytes.addAndGet(-cost);
      if (Long.bitCount(refused.incrementAndGet()) == 1) { // the first, second, fourth...
        LOG.warn("{} messages were lost, as too many wait for {}", refused.get(), name);
      }
      return false;
    }
    boolean taken =
        run(
            () -> {
              waitingBytes.addAndGet(-cost);
              task.run();
            });
    if (!taken) {
      waitingBytes.addAndGet(-cost);
    }
    return taken;
  }

  void later(Runnable task, long delayMillis) {
    try {
      var unused = executor.schedule(guarded(task), delayMillis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("{} is closed", name, e);
    }
  }

  private static Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException e) {
        LOG.warn("a message could not be handled", e);
      }
    };
  }

  /** Waits for what runs, unless that is the caller, and drops the rest. */
  void close() {
    executor.shutdownNow();
    if (Thread.currentThread().equals(thread)) {
      return;
    }
    try {
      if (!executor.awaitTermination(5, TimeUnit.SECONDS)) {
        LOG.warn("{} is blocked", name);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
