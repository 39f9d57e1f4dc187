package dev.gslb.cluster.etcd;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether etcd answers. Safe for any thread; logs when that changes. */
final class Reachability {
  private static final Logger LOG = LoggerFactory.getLogger(Reachability.class);

  private volatile boolean reachable;
  private volatile boolean told; // that it is not reachable
  private volatile long lastAnswerNanos = System.nanoTime();

  void answered() {
    lastAnswerNanos = System.nanoTime();
    if (!reachable) {
      reachable = true;
      told = false;
      LOG.info("etcd answers");
    }
  }

  void failed(Throwable error) {
    reachable = false;
    if (!told) {
      told = true;
      LOG.warn("etcd does not answer: {}", error.getMessage());
    }
  }

  boolean reachable() {
    return reachable;
  }

  long silentNanos() {
    long last = lastAnswerNanos; // before the clock: another thread moves it forward
    return System.nanoTime() - last;
  }
}
