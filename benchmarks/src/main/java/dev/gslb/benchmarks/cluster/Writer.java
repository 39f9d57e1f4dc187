package dev.gslb.benchmarks.cluster;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A client that writes ever greater weights through nodes at random, on a thread of its own. What
 * is read later must be at least what was acknowledged last, and at most what was tried last.
 */
final class Writer implements AutoCloseable {
  static final String PATH = "overrides/here/192.0.2.2";

  private static final int MOST = 65_000;

  private final List<ClusterNode> nodes;
  private final Random random;
  private final Thread thread;
  private volatile int tried;
  private volatile int acknowledged;
  private final AtomicInteger acknowledgements = new AtomicInteger();
  private volatile boolean pausing;
  private volatile boolean idle;
  private volatile boolean stopping;

  Writer(List<ClusterNode> nodes, long seed) {
    this.nodes = nodes;
    this.random = new Random(seed);
    this.thread = new Thread(this::run, "writer");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    while (!stopping && tried < MOST) {
      idle = pausing;
      if (pausing) {
        LockSupport.parkNanos(1_000_000L);
        continue;
      }
      ClusterNode node = nodes.get(random.nextInt(nodes.size()));
      int next = tried + 1;
      tried = next;
      if (node.send("PUT", PATH, "{\"weight\":" + next + "}").isPresent()) {
        acknowledged = next;
        acknowledgements.incrementAndGet();
      }
    }
    idle = true;
  }

  /** Lets no write begin, and waits for the one that runs. */
  void pause() {
    pausing = true;
    while (!idle) {
      LockSupport.parkNanos(1_000_000L);
    }
  }

  void goOn() {
    idle = false;
    pausing = false;
  }

  int acknowledgements() {
    return acknowledgements.get();
  }

  /** Whether a weight that was read can be right. */
  boolean allows(int weight) {
    return weight >= acknowledged && weight <= tried;
  }

  /** What a node says; empty if it does not. */
  static Optional<Integer> read(ClusterNode node) {
    return node.send("GET", PATH, null)
        .map(json -> json.replaceAll("(?s).*\"weight\":\\{\"value\":(\\d+).*", "$1"))
        .filter(digits -> digits.matches("\\d+"))
        .map(Integer::valueOf);
  }

  @Override
  public void close() {
    stopping = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
