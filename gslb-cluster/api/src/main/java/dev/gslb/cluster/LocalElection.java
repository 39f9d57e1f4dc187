package dev.gslb.cluster;

import dev.gslb.cluster.StateStoreException.Reason;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The election of one node, which leads until it ends. Listeners run on the store's thread. */
final class LocalElection implements LeaderElection {
  private static final Logger LOG = LoggerFactory.getLogger(LocalElection.class);

  private final LocalStateStore store;
  private final List<Listening> listening = new CopyOnWriteArrayList<>();
  private volatile Leadership current;

  private LocalElection(LocalStateStore store, Leadership current) {
    this.store = store;
    this.current = current;
  }

  /** Takes the lead: writes the entry and waits until it is durable. */
  static LocalElection begin(NodeId self, LocalStateStore store) {
    Transaction lead = Transaction.put(LEADER, Value.of(self.value()));
    long token = Answers.await(store.commit(lead)).revision();
    return new LocalElection(store, new Leadership(Optional.of(self), true, token));
  }

  @Override
  public Leadership current() {
    return current;
  }

  @Override
  public Watch listen(LeadershipListener listener) {
    Listening added = new Listening(listener);
    listening.add(added);
    store.onItsThread(() -> added.tell(current));
    return added;
  }

  @Override
  public CompletableFuture<Long> confirm() {
    return current.self()
        ? CompletableFuture.completedFuture(Long.MAX_VALUE)
        : unavailable("this node does not lead any more");
  }

  @Override
  public CompletableFuture<Leadership> transfer(Optional<NodeId> to) {
    Leadership now = current;
    if (!now.self()) {
      return unavailable("this node does not lead any more");
    }
    return to.equals(now.leader())
        ? CompletableFuture.completedFuture(now)
        : unavailable("there is no other node to lead");
  }

  /** Gives up the lead; the store is still open. */
  void end() {
    current = Leadership.NONE;
    store.onItsThread(() -> listening.forEach(each -> each.tell(Leadership.NONE)));
  }

  private static <T> CompletableFuture<T> unavailable(String message) {
    return CompletableFuture.failedFuture(
        new StateStoreException(Reason.UNAVAILABLE, message, null));
  }

  /** One listener. */
  private final class Listening implements Watch {
    private final LeadershipListener listener;
    private boolean over; // guarded by this, which is held while the listener runs

    private Listening(LeadershipListener listener) {
      this.listener = listener;
    }

    private synchronized void tell(Leadership leadership) {
      if (over) {
        return;
      }
      try {
        listener.changed(leadership);
      } catch (RuntimeException | Error e) {
        LOG.warn("a listener of the election failed", e);
      }
    }

    @Override
    public synchronized void close() {
      over = true;
      listening.remove(this);
    }
  }
}
