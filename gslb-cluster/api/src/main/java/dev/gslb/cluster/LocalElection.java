package dev.gslb.cluster;

import dev.gslb.cluster.StateStoreException.Reason;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The election of one node, which leads until it ends. Listeners run on the store's thread. */
final class LocalElection implements LeaderElection {
  private final LocalStateStore store;
  private final LeadershipListeners listeners = new LeadershipListeners();
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
    return listeners.add(listener, first -> store.onItsThread(() -> first.changed(current)));
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
    store.onItsThread(() -> listeners.tell(Leadership.NONE));
  }

  private static <T> CompletableFuture<T> unavailable(String message) {
    return CompletableFuture.failedFuture(
        new StateStoreException(Reason.UNAVAILABLE, message, null));
  }
}
