package dev.gslb.cluster.etcd;

import dev.gslb.cluster.Change;
import dev.gslb.cluster.StateStoreException;
import dev.gslb.cluster.WatchListener;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Keeps what a watch tells. */
final class Told implements WatchListener {
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
    Object next = told.poll(30, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("the watch was told nothing");
    }
    return next;
  }

  long nextRevision() throws InterruptedException {
    return ((Changed) next()).revision();
  }

  boolean isQuiet() {
    return told.isEmpty();
  }
}
