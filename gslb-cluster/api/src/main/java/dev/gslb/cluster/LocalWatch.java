package dev.gslb.cluster;

import dev.gslb.cluster.StateStoreException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A watch on a state machine. Whoever publishes calls the listener; any thread may close. */
final class LocalWatch implements Watch {

  private static final Logger LOG = LoggerFactory.getLogger(LocalWatch.class);

  private final String prefix;
  private final long fromRevision;
  private final WatchListener listener;
  private boolean over; // guarded by this, which is held while the listener runs

  private LocalWatch(String prefix, long fromRevision, WatchListener listener) {
    this.prefix = prefix;
    this.fromRevision = fromRevision;
    this.listener = listener;
  }

  /** Makes a watch, if the arguments are in range. */
  static LocalWatch of(String prefix, long fromRevision, WatchListener listener) {
    Key.requirePrefix(prefix);
    if (fromRevision < 1) {
      throw new IllegalArgumentException("revision " + fromRevision + " (expected: at least 1)");
    }
    return new LocalWatch(prefix, fromRevision, listener);
  }

  long fromRevision() {
    return fromRevision;
  }

  synchronized boolean over() {
    return over;
  }

  void changed(History.Step step) {
    if (step.revision() < fromRevision) {
      return;
    }
    List<Change> seen = new ArrayList<>(step.changes().size());
    for (Change change : step.changes()) {
      if (change.key().text().startsWith(prefix)) {
        seen.add(change);
      }
    }
    if (!seen.isEmpty()) {
      tell(to -> to.changed(step.revision(), List.copyOf(seen)), false);
    }
  }

  void compacted(long oldestRevision) {
    tell(to -> to.compacted(oldestRevision), true);
  }

  void failed(StateStoreException reason) {
    tell(to -> to.failed(reason), true);
  }

  @Override
  public synchronized void close() {
    over = true;
  }

  private synchronized void tell(Consumer<WatchListener> message, boolean last) {
    if (over) {
      return;
    }
    over = last;
    try {
      message.accept(listener);
    } catch (RuntimeException | Error e) {
      LOG.warn("the listener of a watch on '{}' failed", prefix, e);
      if (!last) {
        failed(new StateStoreException(Reason.FAILED, "the listener threw " + e, e));
      }
    }
  }
}
