package dev.gslb.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Keeps what a watch tells, for a test to ask. */
class RecordingListener implements WatchListener {

  private static final int PATIENCE_SECONDS = 30;

  private final BlockingQueue<Object> told = new LinkedBlockingQueue<>();

  record Changed(long revision, List<Change> changes) {}

  record Compacted(long oldestRevision) {}

  record Failed(StateStoreException.Reason reason) {}

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

  Object next() throws InterruptedException {
    Object next = told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("the watch was told nothing");
    }
    return next;
  }

  Optional<Object> nextWithin(long millis) throws InterruptedException {
    return Optional.ofNullable(told.poll(millis, TimeUnit.MILLISECONDS));
  }

  List<Long> nextRevisions(int count) throws InterruptedException {
    List<Long> revisions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      revisions.add(((Changed) next()).revision());
    }
    return revisions;
  }

  boolean isQuiet() {
    return told.isEmpty();
  }
}
