package dev.gslb.cluster;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Keeps what an election tells, for a test to wait for. */
public final class RecordingElection implements LeaderElection.LeadershipListener {

  private static final long PATIENCE_SECONDS = 60;

  private final BlockingQueue<Leadership> told = new LinkedBlockingQueue<>();

  /** Makes one that was told nothing. */
  public RecordingElection() {}

  @Override
  public void changed(Leadership leadership) {
    told.add(leadership);
  }

  /**
   * Waits for a leadership, and forgets those before it.
   *
   * @param wanted what to wait for
   * @return the first one
   * @throws InterruptedException if the test is
   */
  public Leadership until(Predicate<Leadership> wanted) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    Leadership last = Leadership.NONE;
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      Leadership next = told.poll(left, TimeUnit.NANOSECONDS);
      if (next != null && wanted.test(next)) {
        return next;
      }
      last = next == null ? last : next;
    }
    throw new AssertionError("the election did not tell what was awaited; the last was " + last);
  }

  /**
   * Tells whether there is no news.
   *
   * @return whether nothing waits to be read
   */
  public boolean isQuiet() {
    return told.isEmpty();
  }
}
