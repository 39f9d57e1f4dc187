package dev.gslb.cluster.ratis;

import dev.gslb.cluster.LeaderElection.LeadershipListener;
import dev.gslb.cluster.Leadership;
import dev.gslb.cluster.Watch;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who is told of leaders, one change after the other. */
final class LeadershipListeners {
  private static final Logger LOG = LoggerFactory.getLogger(RatisElection.class);

  private final List<Listening> all = new CopyOnWriteArrayList<>();

  /**
   * Adds a listener.
   *
   * @param first has it told what holds now
   */
  Watch add(LeadershipListener listener, Consumer<Listening> first) {
    Listening added = new Listening(listener);
    all.add(added);
    first.accept(added);
    return added;
  }

  void tell(Leadership leadership) {
    all.forEach(each -> each.tell(leadership));
  }

  /** An exception ends no thread of ours. */
  static Runnable guarded(Runnable action) {
    return () -> {
      try {
        action.run();
      } catch (RuntimeException | Error e) {
        LOG.error("a step of the election failed", e);
      }
    };
  }

  /** One listener. */
  final class Listening implements Watch {
    private final LeadershipListener listener;
    private @Nullable Leadership told; // guarded by this
    private boolean over; // guarded by this, which is held while the listener runs

    private Listening(LeadershipListener listener) {
      this.listener = listener;
    }

    synchronized void tell(Leadership leadership) {
      if (over || leadership.equals(told)) {
        return;
      }
      told = leadership;
      guarded(() -> listener.changed(leadership)).run();
    }

    @Override
    public synchronized void close() {
      over = true;
      all.remove(this);
    }
  }
}
