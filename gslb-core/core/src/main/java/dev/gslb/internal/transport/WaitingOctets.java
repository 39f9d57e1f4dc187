package dev.gslb.internal.transport;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What all connections of one transport keep between their turns, and hold in deferred messages.
 * Connections are many and each may hold 500 kB: only the sum bounds memory. Any thread.
 */
final class WaitingOctets {
  /** An eighth of a heap of 256 MiB, the default where a machine has 1 GiB. */
  private static final long MOST = 32L << 20;

  private final AtomicLong held = new AtomicLong();

  void add(long octets) {
    held.addAndGet(octets);
  }

  boolean isOver() {
    return held.get() > MOST;
  }
}
