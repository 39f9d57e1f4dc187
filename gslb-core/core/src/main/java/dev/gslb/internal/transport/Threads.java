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
    boolean interrupted = false;
    long left = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
    do {
      try {
        thread.join(Math.max(1, left));
        left = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
      } catch (InterruptedException e) {
        interrupted = true;
      }
    } while (thread.isAlive() && left > 0);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
