package dev.gslb.benchmarks.soak;

import java.util.concurrent.atomic.AtomicInteger;

/** What clients may and must see. Written by the thread that changes things, read by the load. */
final class World {
  /** The newest generation whose files may be served. */
  volatile int newestGeneration;

  /** The generation that every query sent from now on must see, or a newer one. */
  volatile int visibleGeneration;

  /**
   * Odd while the flipping endpoint is known to be down: a query sent and answered at the same odd
   * number must not get it.
   */
  final AtomicInteger flips = new AtomicInteger();
}
