package dev.gslb.cluster.etcd;

import dev.gslb.cluster.Change;
import dev.gslb.cluster.Entry;
import dev.gslb.cluster.LeaderElection;
import dev.gslb.cluster.Leadership;
import dev.gslb.cluster.LeadershipListeners;
import dev.gslb.cluster.NodeId;
import dev.gslb.cluster.StateStoreException;
import dev.gslb.cluster.StateStoreException.Reason;
import dev.gslb.cluster.Transaction;
import dev.gslb.cluster.Watch;
import dev.gslb.cluster.WatchListener;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.TxnResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * The leader is who created the entry LEADER, with a lease that it renews. Whoever sees the entry
 * missing grants itself a lease and creates the entry, if it is still absent; etcd lets one of them
 * succeed. A leader whose lease was not renewed in time stops by its own clock, before etcd deletes
 * the entry (see LeaderLease).
 *
 * A leader that hands over deletes LEADER and writes SUCCESSOR in one transaction: the name of who
 * shall lead, or who shall not. While SUCCESSOR is there the others hold back. The
 * successor deletes it when it takes over; else it goes with the old leader's lease.
 */
/**
 * The election. All state is confined to the election's executor, one thread, but for what is
 * volatile.
 */
final class EtcdElection implements LeaderElection {
  private static final Logger LOG = LoggerFactory.getLogger(EtcdElection.class);
  private static final int PAUSE_MILLIS = 250; // before etcd is asked again after an error

  private final NodeId self;
  private final Duration leaseTime;
  private final EtcdCalls calls;
  private final EtcdKeys keys;
  private final ScheduledExecutorService executor;
  private final EtcdLeases leases;
  private final LeadershipListeners listeners = new LeadershipListeners();
  private final LeaderEntries entries;

  private boolean campaigning;
  private boolean closed;
  private @Nullable Watch watch;
  private @Nullable Handover handover;
  private volatile @Nullable LeaderLease lease; // written by the executor
  private volatile Leadership told = Leadership.NONE; // written by the executor
  private volatile long term; // written by the executor

  /** A transfer that waits for its end. */
  private record Handover(Optional<NodeId> to, CompletableFuture<Leadership> done) {}

  EtcdElection(NodeId self, Duration leaseTime, EtcdConnection connection, EtcdKeys keys) {
    this.self = self;
    this.leaseTime = leaseTime;
    this.calls = connection.calls();
    this.keys = keys;
    this.executor = connection.electionExecutor();
    this.leases = new EtcdLeases(calls, executor);
    this.entries = new LeaderEntries(self);
  }

  void start() {
    run(this::refresh);
  }

  @Override
  public Leadership current() {
    Leadership latest = told;
    LeaderLease held = lease;
    return latest.self() && (held == null || !held.holds()) ? Leadership.NONE : latest;
  }

  long term() {
    return term;
  }

  @Override
  public Watch listen(LeadershipListener listener) {
    return listeners.add(listener, first -> run(() -> first.changed(told)));
  }

  @Override
  public CompletableFuture<Long> confirm() {
    CompletableFuture<Long> confirmed = new CompletableFuture<>();
    boolean taken = run(() -> confirm(confirmed));
    if (!taken) {
      confirmed.completeExceptionally(EtcdErrors.closed());
    }
    return confirmed;
  }

  private void confirm(CompletableFuture<Long> confirmed) {
    LeaderLease held = lease;
    if (held == null || !told.self()) {
      confirmed.completeExceptionally(unavailable("this node does not lead"));
      return;
    }
    long token = told.fencingToken();
    var unused =
        held.renew(calls.timeout())
            .whenComplete(
                (deadline, error) -> {
                  if (error != null) {
                    confirmed.completeExceptionally(unavailable(error.toString()));
                  } else if (told.fencingToken() != token) {
                    confirmed.completeExceptionally(unavailable("this node leads no more"));
                  } else {
                    confirmed.complete(deadline);
                  }
                });
  }

  @Override
  public CompletableFuture<Leadership> transfer(Optional<NodeId> to) {
    CompletableFuture<Leadership> done = new CompletableFuture<>();
    boolean taken = run(() -> transfer(new Handover(to, done)));
    if (!taken) {
      done.completeExceptionally(EtcdErrors.closed());
    }
    return done;
  }

  private void transfer(Handover wanted) {
    LeaderLease held = lease;
    if (held == null || !told.self()) {
      wanted.done.completeExceptionally(unavailable("this node does not lead"));
      return;
    }
    if (wanted.to.isPresent() && wanted.to.get().equals(self)) {
      wanted.done.complete(told);
      return;
    }
    Transaction handOver = entries.handOver(told, held.id(), wanted.to);
    held.abandon();
    lease = null;
    handover = wanted;
    tell(Leadership.NONE);
    var unused =
        commit(handOver)
            .whenComplete(
                (response, error) -> {
                  if (error != null || !response.getSucceeded()) {
                    abort(wanted, "etcd did not take the transfer");
                    forget(held);
                  }
                });
    long limit = held.timeToLive().plus(calls.timeout()).toMillis();
    later(() -> abort(wanted, "no other node took over in " + limit + " ms"), limit);
  }

  private void abort(Handover which, String reason) {
    if (which.equals(handover)) {
      handover = null;
    }
    which.done.completeExceptionally(unavailable(reason));
  }

  /** Reads who leads, then follows the changes from there. */
  private void refresh() {
    if (closed) {
      return;
    }
    RangeRequest request =
        RangeRequest.newBuilder()
            .setKey(keys.first(LEADER.text()))
            .setRangeEnd(keys.end(LEADER.text()))
            .build();
    var unused =
        calls
            .read(KVGrpc.getRangeMethod(), request, executor)
            .whenComplete(
                (response, error) -> {
                  if (error == null) {
                    read(response);
                  } else {
                    later(this::refresh, PAUSE_MILLIS);
                  }
                });
  }

  private void read(RangeResponse response) {
    if (closed) {
      return;
    }
    long revision = response.getHeader().getRevision();
    List<Entry> found =
        response.getKvsList().stream().flatMap(pair -> keys.entry(pair).stream()).toList();
    if (!entries.read(revision, found)) {
      later(this::refresh, PAUSE_MILLIS); // this node has changed something meanwhile
      return;
    }
    if (watch == null) {
      EtcdWatch made =
          new EtcdWatch(
              calls, keys, executor, LEADER.text(), revision + 1, new Follower(), ended -> {});
      watch = made;
      made.start();
    }
    evaluate();
  }

  /** Draws the conclusions from what is known. */
  private void evaluate() {
    if (closed) {
      return;
    }
    LeaderLease held = lease;
    if (entries.leader().isEmpty()) {
      if (held != null && !campaigning) {
        forget(held);
      }
      tell(Leadership.NONE);
      campaign();
      return;
    }
    Entry entry = entries.leader().get();
    term = entry.revision();
    if (held != null && held.holds() && entry.lease().equals(Optional.of(held.id()))) {
      if (!told.self()) {
        LOG.info("{} leads, with the token {}", self, entry.revision());
        held.keep();
      }
      tell(new Leadership(Optional.of(self), true, entry.revision()));
    } else {
      if (held != null && !campaigning) {
        forget(held);
      }
      tell(entries.ofAnother(entry));
    }
  }

  private void campaign() {
    if (campaigning || entries.holdBack()) {
      return;
    }
    campaigning = true;
    var unused =
        LeaderLease.grant(leases, executor, leaseTime, this::lost)
            .thenCompose(this::create)
            .whenComplete((created, error) -> campaigned(error == null && created));
  }

  private CompletableFuture<Boolean> create(LeaderLease granted) {
    lease = granted;
    Transaction takeOver = entries.takeOver(granted.id());
    return commit(takeOver)
        .thenApply(
            response -> {
              boolean created = response.getSucceeded();
              if (created) {
                entries.changed(response.getHeader().getRevision(), takeOver.changes());
              }
              return created;
            });
  }

  private void campaigned(boolean created) {
    campaigning = false;
    LeaderLease granted = lease;
    if (closed) {
      if (granted != null) {
        forget(granted);
      }
    } else if (created) {
      evaluate();
    } else {
      if (granted != null && !told.self()) {
        forget(granted); // if etcd has created the entry after all, it goes with the lease
      }
      later(this::refresh, PAUSE_MILLIS);
    }
  }

  /** The lease was not renewed in time. */
  private void lost() {
    LeaderLease held = lease;
    if (held != null) {
      LOG.warn("{} leads no more: its lease was not renewed in time", self);
      tell(Leadership.NONE);
      forget(held);
      refresh();
    }
  }

  private void forget(LeaderLease which) {
    if (which.equals(lease)) {
      lease = null;
    }
    var unused = which.release();
  }

  private void tell(Leadership leadership) {
    if (leadership.equals(told)) {
      return;
    }
    told = leadership;
    Handover waiting = handover;
    if (waiting != null && leadership.leader().isPresent()) {
      boolean other = !leadership.self();
      if (other && (waiting.to.isEmpty() || waiting.to.equals(leadership.leader()))) {
        handover = null;
        waiting.done.complete(leadership);
      } else {
        abort(waiting, leadership.leader().get() + " leads");
      }
    }
    listeners.tell(leadership);
  }

  private CompletableFuture<TxnResponse> commit(Transaction transaction) {
    return calls.write(
        KVGrpc.getTxnMethod(), EtcdTransactions.request(transaction, keys), executor);
  }

  /** Stops leading, lets etcd know if it can be reached, and frees everything. Blocks. */
  void close() {
    CompletableFuture<Void> released = new CompletableFuture<>();
    if (!run(() -> close(released))) {
      return;
    }
    try {
      released.get(calls.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("{} left without a word to etcd, which will notice: {}", self, e.toString());
    }
  }

  private void close(CompletableFuture<Void> released) {
    closed = true;
    Watch following = watch;
    if (following != null) {
      following.close();
    }
    Handover waiting = handover;
    if (waiting != null) {
      abort(waiting, "this node was closed");
    }
    tell(Leadership.NONE);
    LeaderLease held = lease;
    lease = null;
    if (held == null) {
      released.complete(null);
      return;
    }
    var unused =
        held.release()
            .whenComplete(
                (done, error) -> {
                  if (error == null) {
                    released.complete(null);
                  } else {
                    released.completeExceptionally(error);
                  }
                });
  }

  private void later(Runnable task, long delayMillis) {
    try {
      var unused = executor.schedule(guarded(task), delayMillis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("the election is closed", e);
    }
  }

  /** Returns false if the executor takes no more tasks. */
  private boolean run(Runnable task) {
    try {
      executor.execute(guarded(task));
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  private static Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException e) {
        LOG.error("a step of the election failed", e);
      }
    };
  }

  private static StateStoreException unavailable(String message) {
    return new StateStoreException(Reason.UNAVAILABLE, message, null);
  }

  /** Follows the entries of the election. */
  private final class Follower implements WatchListener {
    @Override
    public void changed(long revision, List<Change> changes) {
      if (entries.changed(revision, changes)) {
        evaluate();
      }
    }

    @Override
    public void compacted(long oldestRevision) {
      watch = null;
      refresh();
    }

    @Override
    public void failed(StateStoreException reason) {
      if (reason.reason() != Reason.CLOSED) {
        watch = null;
        later(EtcdElection.this::refresh, PAUSE_MILLIS);
      }
    }
  }
}
