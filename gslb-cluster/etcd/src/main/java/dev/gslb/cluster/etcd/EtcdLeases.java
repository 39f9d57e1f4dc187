package dev.gslb.cluster.etcd;

import dev.gslb.cluster.LeaseId;
import dev.gslb.cluster.StateStoreException;
import io.etcd.jetcd.api.LeaseGrantRequest;
import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.LeaseKeepAliveRequest;
import io.etcd.jetcd.api.LeaseRevokeRequest;
import io.etcd.jetcd.api.LeaseTimeToLiveRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** The leases of etcd, in whole seconds. Safe for any thread. */
final class EtcdLeases {
  private final EtcdCalls calls;
  private final Executor executor;

  /** A lease, with the time that etcd gave it. */
  record Lease(LeaseId id, Duration timeToLive) {}

  EtcdLeases(EtcdCalls calls, Executor executor) {
    this.calls = calls;
    this.executor = executor;
  }

  CompletableFuture<Lease> grant(Duration timeToLive) {
    long seconds = timeToLive.plusSeconds(1).minusNanos(1).toSeconds(); // rounded up
    LeaseGrantRequest request = LeaseGrantRequest.newBuilder().setTTL(seconds).build();
    return calls
        .write(LeaseGrpc.getLeaseGrantMethod(), request, executor)
        .thenApply(
            response ->
                new Lease(new LeaseId(response.getID()), Duration.ofSeconds(response.getTTL())));
  }

  /** Renews once; the call of etcd could do so many times. Empty if the lease is gone. */
  CompletableFuture<Optional<Duration>> renew(LeaseId lease, Duration limit) {
    LeaseKeepAliveRequest request = LeaseKeepAliveRequest.newBuilder().setID(lease.value()).build();
    return calls
        .read(LeaseGrpc.getLeaseKeepAliveMethod(), request, executor, limit)
        .thenApply(response -> seconds(response.getTTL()));
  }

  CompletableFuture<Void> revoke(LeaseId lease) {
    LeaseRevokeRequest request = LeaseRevokeRequest.newBuilder().setID(lease.value()).build();
    return calls
        .write(LeaseGrpc.getLeaseRevokeMethod(), request, executor)
        .handle(
            (response, error) -> {
              if (error != null) {
                StateStoreException reason = EtcdErrors.bare(error);
                if (!EtcdErrors.isLeaseNotFound(reason)) {
                  throw reason;
                }
              }
              return null;
            });
  }

  CompletableFuture<Optional<Duration>> time(LeaseId lease) {
    LeaseTimeToLiveRequest request =
        LeaseTimeToLiveRequest.newBuilder().setID(lease.value()).build();
    return calls
        .read(LeaseGrpc.getLeaseTimeToLiveMethod(), request, executor)
        .thenApply(
            response ->
                response.getTTL() < 0 ? Optional.empty() : seconds(response.getGrantedTTL()));
  }

  private static Optional<Duration> seconds(long count) {
    return count > 0 ? Optional.of(Duration.ofSeconds(count)) : Optional.empty();
  }
}
