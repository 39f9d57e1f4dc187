package dev.gslb.cluster.etcd;

import dev.gslb.cluster.Entry;
import dev.gslb.cluster.Key;
import dev.gslb.cluster.LeaseId;
import dev.gslb.cluster.Listing;
import dev.gslb.cluster.Lookup;
import dev.gslb.cluster.Outcome;
import dev.gslb.cluster.StateStore;
import dev.gslb.cluster.StateStoreException;
import dev.gslb.cluster.Transaction;
import dev.gslb.cluster.Watch;
import dev.gslb.cluster.WatchListener;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.ResponseHeader;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store: keys below a prefix of an etcd, whose revisions are the store's. Those of other users
 * of the same etcd lie between ours. Safe for any thread; results come on the connection's thread.
 */
final class EtcdStore implements StateStore {
  private static final Logger LOG = LoggerFactory.getLogger(EtcdStore.class);

  private final EtcdCalls calls;
  private final EtcdKeys keys;
  private final EtcdLeases leases;
  private final ScheduledExecutorService executor;
  private final Set<EtcdWatch> watches = ConcurrentHashMap.newKeySet();
  private volatile long lastRevision;
  private volatile long clusterId;

  EtcdStore(EtcdConnection connection, EtcdKeys keys) {
    this.calls = connection.calls();
    this.keys = keys;
    this.executor = connection.executor();
    this.leases = new EtcdLeases(calls, executor);
  }

  @Override
  public CompletableFuture<Lookup> get(Key key) {
    return settle(range(key).thenApply(this::lookup));
  }

  private CompletableFuture<RangeResponse> range(Key key) {
    RangeRequest request = RangeRequest.newBuilder().setKey(keys.key(key)).build();
    return calls.read(KVGrpc.getRangeMethod(), request, executor);
  }

  private Lookup lookup(RangeResponse response) {
    Optional<Entry> entry = response.getKvsList().stream().findFirst().flatMap(keys::entry);
    return new Lookup(seen(response.getHeader()), entry);
  }

  @Override
  public CompletableFuture<Listing> list(String prefix, Optional<Key> after, int limit) {
    requirePrefix(prefix);
    if (limit < 1 || limit > MAX_LISTED) {
      throw new IllegalArgumentException("limit " + limit + " (expected: 1.." + MAX_LISTED + ")");
    }
    return EtcdListing.read(calls, keys, executor, prefix, after, limit);
  }

  @Override
  public CompletableFuture<Outcome> commit(Transaction transaction) {
    Key any = transaction.changes().get(0).key();
    return settle(
        calls
            .write(KVGrpc.getTxnMethod(), EtcdTransactions.request(transaction, keys), executor)
            .thenApply(response -> new Outcome(response.getSucceeded(), seen(response.getHeader())))
            .exceptionallyCompose(error -> notApplied(error, any)));
  }

  /** A put with a lease that is gone is told as an error, which has no revision. */
  private CompletableFuture<Outcome> notApplied(Throwable error, Key any) {
    StateStoreException reason = EtcdErrors.bare(error);
    return EtcdErrors.isLeaseNotFound(reason)
        ? range(any).thenApply(response -> new Outcome(false, seen(response.getHeader())))
        : CompletableFuture.failedFuture(reason);
  }

  @Override
  public Watch watch(String prefix, long fromRevision, WatchListener listener) {
    requirePrefix(prefix);
    if (fromRevision < 1) {
      throw new IllegalArgumentException("revision " + fromRevision + " (expected: at least 1)");
    }
    EtcdWatch watch =
        new EtcdWatch(calls, keys, executor, prefix, fromRevision, listener, watches::remove);
    watches.add(watch);
    if (calls.closed()) {
      watch.end(EtcdErrors.closed());
    } else {
      watch.start();
    }
    return watch;
  }

  @Override
  public CompletableFuture<LeaseId> grantLease(Duration timeToLive) {
    if (timeToLive.compareTo(MIN_LEASE) < 0 || timeToLive.compareTo(MAX_LEASE) > 0) {
      throw new IllegalArgumentException(
          "lease of " + timeToLive + " (expected: " + MIN_LEASE + " to " + MAX_LEASE + ")");
    }
    return settle(leases.grant(timeToLive).thenApply(EtcdLeases.Lease::id));
  }

  @Override
  public CompletableFuture<Boolean> renewLease(LeaseId lease) {
    return settle(leases.renew(lease, calls.timeout()).thenApply(Optional::isPresent));
  }

  @Override
  public CompletableFuture<Void> revokeLease(LeaseId lease) {
    return settle(leases.revoke(lease));
  }

  @Override
  public CompletableFuture<Optional<Duration>> leaseTime(LeaseId lease) {
    return settle(leases.time(lease));
  }

  /** Has later calls and all watches fail. Those that run go on. */
  @Override
  public void close() {
    if (calls.closed()) {
      return;
    }
    calls.close();
    CompletableFuture<Void> told =
        CompletableFuture.runAsync(
            () -> watches.forEach(watch -> watch.end(EtcdErrors.closed())), executor);
    try {
      told.get(calls.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("a listener of a watch blocks its thread", e);
    }
  }

  /** The latest revision that etcd told us of; 0 before the first. */
  long lastRevision() {
    return lastRevision;
  }

  /** What etcd calls its cluster; 0 before the first answer. */
  long clusterId() {
    return clusterId;
  }

  private long seen(ResponseHeader header) {
    lastRevision = Math.max(lastRevision, header.getRevision());
    clusterId = header.getClusterId();
    return header.getRevision();
  }

  private static void requirePrefix(String prefix) {
    if (!prefix.isEmpty()) {
      var unused = new Key(prefix); // has the same limits
    }
  }

  /** Takes off what the steps of a future wrap around its exception. */
  private static <T> CompletableFuture<T> settle(CompletionStage<T> stage) {
    CompletableFuture<T> settled = new CompletableFuture<>();
    var unused =
        stage.whenComplete(
            (value, error) -> {
              if (error == null) {
                settled.complete(value);
              } else {
                settled.completeExceptionally(EtcdErrors.bare(error));
              }
            });
    return settled;
  }
}
