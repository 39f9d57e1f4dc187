package dev.gslb.cluster.etcd;

import dev.gslb.cluster.LeaseId;
import dev.gslb.cluster.StateStoreException;
import dev.gslb.cluster.StateStoreException.Reason;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/*
 *  asked        answered                     deadline     etcd deletes the leader's entry
 *    |-------------|-----------------------------|-------------|----------------------->
 *    |<------------ 9/10 of the lease ---------->|
 *    |             |<------------- the lease, by etcd's clock -->| at least
 *
 * etcd reckons from when it heard the request, this node from before it sent it; the tenth is for
 * clocks of unequal speed. A new leader of etcd begins all leases anew, so that they only get
 * longer.
 */
/**
 * The lease of one leadership, which this node holds until {@link #deadlineNanos}. Confined to the
 * election's executor, but for the deadline.
 */
final class LeaderLease {
  private static final int RENEWALS = 3; // begun before a lease is over
  private static final double MARGIN = 0.1;

  private final EtcdLeases leases;
  private final ScheduledExecutorService executor;
  private final EtcdLeases.Lease lease;
  private final Runnable whenLost;
  private volatile long deadlineNanos;
  private boolean over;

  private LeaderLease(
      EtcdLeases leases,
      ScheduledExecutorService executor,
      EtcdLeases.Lease lease,
      long askedNanos,
      Runnable whenLost) {
    this.leases = leases;
    this.executor = executor;
    this.lease = lease;
    this.whenLost = whenLost;
    this.deadlineNanos = deadline(askedNanos, lease.timeToLive());
  }

  static CompletableFuture<LeaderLease> grant(
      EtcdLeases leases, ScheduledExecutorService executor, Duration time, Runnable whenLost) {
    long asked = System.nanoTime();
    return leases
        .grant(time)
        .thenApply(lease -> new LeaderLease(leases, executor, lease, asked, whenLost));
  }

  private static long deadline(long askedNanos, Duration timeToLive) {
    return askedNanos + (long) (timeToLive.toNanos() * (1 - MARGIN));
  }

  LeaseId id() {
    return lease.id();
  }

  Duration timeToLive() {
    return lease.timeToLive();
  }

  /** Until when nobody else leads. Any thread. */
  long deadlineNanos() {
    return deadlineNanos;
  }

  /** Whether the deadline has not passed. Any thread. */
  boolean holds() {
    return System.nanoTime() - deadlineNanos < 0;
  }

  /** Renews again and again, and tells when the lease is lost. */
  void keep() {
    later(this::renewAgain, lease.timeToLive().toNanos() / RENEWALS);
    later(this::checkDeadline, deadlineNanos - System.nanoTime());
  }

  private void renewAgain() {
    if (over) {
      return;
    }
    long period = lease.timeToLive().toNanos() / RENEWALS;
    var unused =
        renew(Duration.ofNanos(period))
            .whenComplete(
                (deadline, error) -> later(this::renewAgain, error == null ? period : period / 2));
  }

  private void checkDeadline() {
    if (over) {
      return;
    }
    if (holds()) {
      later(this::checkDeadline, deadlineNanos - System.nanoTime());
    } else {
      lose();
    }
  }

  /** Asks etcd once, and tells the deadline. */
  CompletableFuture<Long> renew(Duration limit) {
    long asked = System.nanoTime();
    return leases.renew(lease.id(), limit).thenApply(time -> renewed(asked, time));
  }

  private long renewed(long askedNanos, Optional<Duration> time) {
    if (time.isEmpty()) {
      lose();
    }
    if (over || time.isEmpty()) {
      throw new StateStoreException(Reason.UNAVAILABLE, "the leader's lease is over", null);
    }
    long deadline = deadline(askedNanos, time.get());
    if (deadline - deadlineNanos > 0) {
      deadlineNanos = deadline;
    }
    return deadline;
  }

  private void lose() {
    if (!over) {
      over = true;
      whenLost.run();
    }
  }

  /** Renews no more, so that etcd ends it in a while. */
  void abandon() {
    over = true;
  }

  /** Ends it now, and with it what was written with it. */
  CompletableFuture<Void> release() {
    over = true;
    return leases.revoke(lease.id());
  }

  private void later(Runnable task, long delayNanos) {
    try {
      var unused = executor.schedule(task, Math.max(0, delayNanos), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      over = true; // the election is closed
    }
  }
}
