package dev.gslb.cluster.etcd;

import dev.gslb.cluster.LeaderElection.LeadershipListener;
import dev.gslb.cluster.Leadership;
import dev.gslb.cluster.Watch;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who wants to know about leaders. Told on one thread; added and closed on any. */
final class LeadershipListeners {
  private static final Logger LOG = LoggerFactory.getLogger(LeadershipListeners.class);

  private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();

  Subscription subscribe(LeadershipListener listener) {
    return new Subscription(listener);
  }

  /** Begins to tell a listener. */
  void begin(Subscription subscription, Leadership present) {
    subscriptions.add(subscription);
    subscription.tell(present);
  }

  void tell(Leadership leadership) {
    subscriptions.forEach(subscription -> subscription.tell(leadership));
  }

  /** One listener. */
  final class Subscription implements Watch {
    private final LeadershipListener listener;
    private boolean over; // guarded by this, which is held while the listener runs

    private Subscription(LeadershipListener listener) {
      this.listener = listener;
    }

    private synchronized void tell(Leadership leadership) {
      if (over) {
        return;
      }
      try {
        listener.changed(leadership);
      } catch (RuntimeException | Error e) {
        LOG.warn("a listener of leaders failed", e);
      }
    }

    @Override
    public void close() {
      synchronized (this) {
        over = true;
      }
      subscriptions.remove(this);
    }
  }
}
