package dev.gslb.health;

/**
 * Runs tasks one after the other on one thread, now or later. A task that throws ends only itself.
 */
interface Scheduler extends AutoCloseable {

  /** The time on the scale of {@link System#nanoTime}. */
  long nowNanos();

  /** Runs a task soon, after those handed over before. Any thread; ignored after {@link #close}. */
  void execute(Runnable task);

  /** Runs a task after a delay. Called by tasks only. */
  Pending schedule(long delayNanos, Runnable task);

  /** Takes no more tasks and waits for those taken, unless a task is the caller. */
  @Override
  void close();

  /** A task that has not run yet. */
  interface Pending {

    /** Drops the task. Called by tasks only. */
    void cancel();
  }
}
