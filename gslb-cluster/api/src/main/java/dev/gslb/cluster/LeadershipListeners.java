package dev.gslb.cluster;

import dev.gslb.cluster.LeaderElection.LeadershipListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is told of leaders, for those who write a {@link LeaderElection}. A listener is told one
 * change after the other, none twice in a row, and nothing once its watch is closed; one that fails
 * is logged and told of the next change all the same. Safe for any thread, but the order of changes
 * is that of the calls of {@link #tell}: make them on one thread.
 */
public final class LeadershipListeners {
  private static final Logger LOG = LoggerFactory.getLogger(LeadershipListeners.class);

  private final List<Listening> all = new CopyOnWriteArrayList<>();

  /** Nobody, so far. */
  public LeadershipListeners() {}

  /**
   * Adds a listener.
   *
   * @param listener is told each change
   * @param first tells the given listener what holds now, on the thread that tells the changes
   * @return ends the telling when it is closed
   */
  public Watch add(LeadershipListener listener, Consumer<LeadershipListener> first) {
    Listening added = new Listening(listener);
    all.add(added);
    first.accept(added::tell);
    return added;
  }

  /**
   * Tells everybody.
   *
   * @param leadership what holds from now on
   */
  public void tell(Leadership leadership) {
    all.forEach(each -> each.tell(leadership));
  }

  /** One listener. */
  private final class Listening implements Watch {
    private final LeadershipListener listener;
    private @Nullable Leadership told; // guarded by this
    private boolean over; // guarded by this, which is held while the listener runs

    private Listening(LeadershipListener listener) {
      this.listener = listener;
    }

    private synchronized void tell(Leadership leadership) {
      if (over || leadership.equals(told)) {
        return;
      }
      told = leadership;
      try {
        listener.changed(leadership);
      } catch (RuntimeException | Error e) {
        LOG.warn("a listener of leaders failed", e);
      }
    }

    @Override
    public synchronized void close() {
      over = true;
      all.remove(this);
    }
  }
}
