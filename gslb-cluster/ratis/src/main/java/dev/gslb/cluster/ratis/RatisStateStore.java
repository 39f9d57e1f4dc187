package dev.gslb.cluster.ratis;

import dev.gslb.cluster.Key;
import dev.gslb.cluster.LeaseId;
import dev.gslb.cluster.Listing;
import dev.gslb.cluster.Lookup;
import dev.gslb.cluster.Operation;
import dev.gslb.cluster.Outcome;
import dev.gslb.cluster.StateMachine;
import dev.gslb.cluster.StateStore;
import dev.gslb.cluster.Transaction;
import dev.gslb.cluster.Watch;
import dev.gslb.cluster.WatchListener;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The store of one node: reads its own state, once that has caught up with what was acknowledged;
 * writes through the leader.
 */
final class RatisStateStore implements StateStore {
  private final StateMachine machine;
  private final LeaderCalls calls;
  private final ReadBarrier barrier;
  private final Runnable closer;

  RatisStateStore(StateMachine machine, LeaderCalls calls, ReadBarrier barrier, Runnable closer) {
    this.machine = machine;
    this.calls = calls;
    this.barrier = barrier;
    this.closer = closer;
  }

  @Override
  public CompletableFuture<Lookup> get(Key key) {
    return read(() -> machine.get(key));
  }

  @Override
  public CompletableFuture<Listing> list(String prefix, Optional<Key> after, int limit) {
    StateMachine.requireListing(prefix, limit);
    return read(() -> machine.list(prefix, after, limit));
  }

  private <T> CompletableFuture<T> read(Supplier<T> action) {
    return calls.bounded(() -> barrier.pass().thenApply(passed -> action.get()));
  }

  @Override
  public CompletableFuture<Outcome> commit(Transaction transaction) {
    byte[] operation = new Operation.Commit(transaction).encode();
    return calls.call(Wire.Kind.COMMIT, operation, Wire::outcome);
  }

  @Override
  public Watch watch(String prefix, long fromRevision, WatchListener listener) {
    return machine.watch(prefix, fromRevision, listener);
  }

  @Override
  public CompletableFuture<LeaseId> grantLease(Duration timeToLive) {
    if (timeToLive.compareTo(MIN_LEASE) < 0 || timeToLive.compareTo(MAX_LEASE) > 0) {
      throw new IllegalArgumentException(
          "lease of " + timeToLive + " (expected: " + MIN_LEASE + " to " + MAX_LEASE + ")");
    }
    LeaseId lease = new LeaseId(ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE));
    // Not applied means that it was granted by the same request, sent before.
    return again(new Operation.Grant(lease, timeToLive), outcome -> lease);
  }

  @Override
  public CompletableFuture<Boolean> renewLease(LeaseId lease) {
    return again(new Operation.Renew(lease), Outcome::applied);
  }

  @Override
  public CompletableFuture<Void> revokeLease(LeaseId lease) {
    return calls.bounded(
        () -> again(new Operation.Revoke(lease), outcome -> outcome).thenAccept(done -> {}));
  }

  private <T> CompletableFuture<T> again(Operation operation, Function<Outcome, T> result) {
    return calls.call(
        Wire.Kind.COMMIT_AGAIN, operation.encode(), reply -> result.apply(Wire.outcome(reply)));
  }

  @Override
  public CompletableFuture<Optional<Duration>> leaseTime(LeaseId lease) {
    return read(() -> machine.leaseTime(lease));
  }

  @Override
  public void close() {
    closer.run();
  }
}
