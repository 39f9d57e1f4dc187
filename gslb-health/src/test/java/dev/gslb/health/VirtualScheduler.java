package dev.gslb.health;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

/** A scheduler whose time passes only when a test says so. Confined to the test's thread. */
final class VirtualScheduler implements Scheduler {

  private final Queue<Runnable> soon = new ArrayDeque<>();
  private final PriorityQueue<Later> later =
      new PriorityQueue<>(Comparator.comparingLong(Later::atNanos).thenComparingLong(Later::order));
  private long nowNanos = Long.MAX_VALUE - Duration.ofSeconds(3).toNanos(); // soon to overflow
  private long scheduled;
  private boolean closed;

  @Override
  public long nowNanos() {
    return nowNanos;
  }

  @Override
  public void execute(Runnable task) {
    if (!closed) {
      soon.add(task);
    }
  }

  @Override
  public Pending schedule(long delayNanos, Runnable task) {
    // Offsets from a fixed origin, so that an overflow of the clock keeps the order.
    Later entry = new Later(elapsedNanos() + delayNanos, scheduled++, task);
    later.add(entry);
    return () -> later.remove(entry);
  }

  @Override
  public void close() {
    closed = true;
    settle();
  }

  /** Runs what is due now. */
  void settle() {
    for (Runnable task = soon.poll(); task != null; task = soon.poll()) {
      task.run();
    }
  }

  /** Lets time pass, and runs each task at its time. */
  void advance(Duration by) {
    settle();
    long end = elapsedNanos() + by.toNanos();
    for (Later next = later.peek(); next != null && next.atNanos <= end; next = later.peek()) {
      later.remove(next);
      nowNanos += Math.max(0, next.atNanos - elapsedNanos());
      next.task.run();
      settle();
    }
    nowNanos += end - elapsedNanos();
  }

  int pending() {
    return later.size();
  }

  private long elapsedNanos() {
    return nowNanos - (Long.MAX_VALUE - Duration.ofSeconds(3).toNanos());
  }

  private record Later(long atNanos, long order, Runnable task) {}
}
