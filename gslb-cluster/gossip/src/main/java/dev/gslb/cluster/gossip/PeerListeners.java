package dev.gslb.cluster.gossip;

import dev.gslb.cluster.Membership.Peer;
import dev.gslb.cluster.Membership.PeerListener;
import dev.gslb.cluster.Watch;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who wants to know about peers. Told on one thread; added and closed on any. */
final class PeerListeners {
  private static final Logger LOG = LoggerFactory.getLogger(PeerListeners.class);

  private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();

  Subscription subscribe(PeerListener listener) {
    return new Subscription(listener);
  }

  /** Begins to tell a listener. */
  void begin(Subscription subscription, List<Peer> present) {
    subscriptions.add(subscription);
    subscription.tell(present);
  }

  void tell(List<Peer> peers) {
    subscriptions.forEach(subscription -> subscription.tell(peers));
  }

  /** One listener. */
  final class Subscription implements Watch {
    private final PeerListener listener;
    private boolean over; // guarded by this, which is held while the listener runs

    private Subscription(PeerListener listener) {
      this.listener = listener;
    }

    private synchronized void tell(List<Peer> peers) {
      if (over) {
        return;
      }
      try {
        listener.changed(peers);
      } catch (RuntimeException | Error e) {
        LOG.warn("a listener of peers failed", e);
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
