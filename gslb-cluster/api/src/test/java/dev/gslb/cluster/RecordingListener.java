package dev.gslb.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Keeps what a watch tells, for a test to ask. */
public class RecordingListener implements WatchListener {

  private static final int PATIENCE_SECONDS = 30;

  private final BlockingQueue<Object> told = new LinkedBlockingQueue<>();

  /** Makes one that was told nothing. */
  public RecordingListener() {}

  /**
   * What {@link WatchListener#changed} told.
   *
   * @param revision of the store
   * @param changes that it made
   */
  public record Changed(long revision, List<Change> changes) {}

  /**
   * What {@link WatchListener#compacted} told.
   *
   * @param oldestRevision that can be watched
   */
  public record Compacted(long oldestRevision) {}

  /**
   * What {@link WatchListener#failed} told.
   *
   * @param reason why
   */
  public record Failed(StateStoreException.Reason reason) {}

  @Override
  public void changed(long revision, List<Change> changes) {
    told.add(new Changed(revision, changes));
  }

  @Override
  public void compacted(long oldestRevision) {
    told.add(new Compacted(oldestRevision));
  }

  @Override
  public void failed(StateStoreException reason) {
    told.add(new Failed(reason.reason()));
  }

  /**
   * Waits for the next news.
   *
   * @return one of the records
   * @throws InterruptedException if the test is
   */
  public Object next() throws InterruptedException {
    Object next = told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("the watch was told nothing");
    }
    return next;
  }

  Optional<Object> nextWithin(long millis) throws InterruptedException {
    return Optional.ofNullable(told.poll(millis, TimeUnit.MILLISECONDS));
  }

  /**
   * Waits for the next changes.
   *
   * @return the revision of them
   * @throws InterruptedException if the test is
   */
  public long nextRevision() throws InterruptedException {
    return ((Changed) next()).revision();
  }

  List<Long> nextRevisions(int count) throws InterruptedException {
    List<Long> revisions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      revisions.add(nextRevision());
    }
    return revisions;
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
