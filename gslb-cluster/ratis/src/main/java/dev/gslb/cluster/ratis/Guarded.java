package dev.gslb.cluster.ratis;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A step of the election on a thread of ours, which an exception does not end. */
record Guarded(Runnable step) implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Guarded.class);

  @Override
  public void run() {
    try {
      step.run();
    } catch (RuntimeException | Error e) {
      LOG.error("a step of the election failed", e);
    }
  }
}
