package dev.gslb.internal.transport;

import java.util.concurrent.TimeUnit;

/** Waiting for threads to end. */
final class Threads {
  private Threads() {}

  /** Waits for a thread until a moment on the scale of System.nanoTime; keeps an interrupt. */
  static void joinUntil(Thread thread, long deadlineNanos) {
    if (thread.getState() == Thread.State.NEW) {
      return;
    }
    try {
      long left = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
      thread.join(Math.max(1, left));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
