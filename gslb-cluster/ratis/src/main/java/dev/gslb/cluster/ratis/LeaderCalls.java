package dev.gslb.cluster.ratis;

import dev.gslb.cluster.StateStoreException;
import dev.gslb.cluster.StateStoreException.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.ratis.protocol.RaftPeer;
import org.jspecify.annotations.Nullable;

/**
 * Brings what is asked of the cluster to its leader, wherever it is, within a time: 5 s, or 30 s
 * for changes of members. What may have been carried out is not sent again, unless it may as well
 * be carried out twice. At most 4096 calls wait; more are {@link Reason#UNAVAILABLE}. Safe for any
 * thread.
 */
final class LeaderCalls {
  static final Duration TIMEOUT = Duration.ofSeconds(5);

  private static final Duration MEMBER_TIMEOUT = Duration.ofSeconds(30);
  private static final long ATTEMPT_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long PAUSE_MILLIS = 20;
  private static final int MAX_WAITING = 4096;

  private final RaftNode node;
  private final LeaderDesk desk;
  private final PeerCalls peers;
  private final ScheduledExecutorService scheduler;
  private final Set<Call<?>> waiting = ConcurrentHashMap.newKeySet();
  private volatile @Nullable StateStoreException over;

  LeaderCalls(RaftNode node, LeaderDesk desk, PeerCalls peers, ScheduledExecutorService scheduler) {
    this.node = node;
    this.desk = desk;
    this.peers = peers;
    this.scheduler = scheduler;
  }

  /** Asks the leader; exceptionally a {@link StateStoreException}. */
  CompletableFuture<byte[]> call(Wire.Kind kind, byte[] content) {
    return call(kind, content, reply -> reply);
  }

  /** Asks the leader, and makes something of its reply. */
  <T> CompletableFuture<T> call(Wire.Kind kind, byte[] content, Function<byte[], T> result) {
    return within(
        kind == Wire.Kind.ADD || kind == Wire.Kind.REMOVE ? MEMBER_TIMEOUT : TIMEOUT,
        call -> new Attempts<>(kind, content, result, call).next());
  }

  /** Asks the leader for a change of members, once it is known which. */
  CompletableFuture<Void> change(Wire.Kind kind, Supplier<CompletableFuture<byte[]>> content) {
    return bounded(
        MEMBER_TIMEOUT,
        () -> content.get().thenCompose(known -> call(kind, known)).thenAccept(reply -> {}));
  }

  /**
   * Does something that the store's bounds hold for, in their time.
   *
   * @param begin starts it, and sees to it that the call is completed
   */
  <T> CompletableFuture<T> within(Duration timeout, Consumer<Call<T>> begin) {
    Call<T> call = new Call<>(System.nanoTime() + timeout.toNanos());
    StateStoreException reason = over;
    if (reason != null) {
      return CompletableFuture.failedFuture(reason);
    }
    if (waiting.size() >= MAX_WAITING) {
      return CompletableFuture.failedFuture(
          new StateStoreException(
              Reason.UNAVAILABLE,
              MAX_WAITING + " calls wait (expected: fewer than " + MAX_WAITING + ")",
              null));
    }
    waiting.add(call);
    Future<?> timer =
        scheduler.schedule(() -> call.timedOut(timeout), timeout.toNanos(), TimeUnit.NANOSECONDS);
    var unused =
        call.result.whenComplete(
            (done, error) -> {
              waiting.remove(call);
              timer.cancel(false);
            });
    begin.accept(call);
    return call.result;
  }

  /** Like {@link #within}, for what ends by itself. */
  <T> CompletableFuture<T> bounded(Supplier<CompletableFuture<T>> action) {
    return bounded(TIMEOUT, action);
  }

  private <T> CompletableFuture<T> bounded(
      Duration timeout, Supplier<CompletableFuture<T>> action) {
    return within(timeout, call -> pass(action.get(), call));
  }

  private static <T> void pass(CompletableFuture<T> from, Call<T> to) {
    var unused =
        from.whenComplete(
            (done, error) -> {
              if (error == null) {
                to.result.complete(done);
              } else {
                to.fail(error);
              }
            });
  }

  /** Refuses further calls, and lets those that wait end in their time. */
  void end(StateStoreException reason) {
    over = reason;
  }

  /** Waits for the calls that are under way, and fails those that do not end. */
  void drain() {
    List<Call<?>> last = List.copyOf(waiting);
    CompletableFuture<?>[] results =
        last.stream().map(call -> call.result).toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.allOf(results)
          .handle((done, error) -> true)
          .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      last.forEach(call -> call.timedOut(TIMEOUT));
    }
  }

  /** A call with its deadline. */
  static final class Call<T> {
    private final long deadline;
    private final CompletableFuture<T> result = new CompletableFuture<>();
    private volatile boolean open; // whether it may have been carried out

    private Call(long deadline) {
      this.deadline = deadline;
    }

    private long leftNanos() {
      return deadline - System.nanoTime();
    }

    void complete(T value) {
      result.complete(value);
    }

    void fail(Throwable error) {
      Throwable cause = RaftNode.unwrap(error);
      result.completeExceptionally(
          cause instanceof StateStoreException
              ? cause
              : new StateStoreException(Reason.UNAVAILABLE, "not carried out: " + cause, cause));
    }

    private void timedOut(Duration timeout) {
      result.completeExceptionally(
          open
              ? new StateStoreException(
                  Reason.UNKNOWN_OUTCOME,
                  "no answer of the leader within " + timeout.toMillis() + " ms",
                  null)
              : new StateStoreException(
                  Reason.UNAVAILABLE,
                  "no leader with a majority within " + timeout.toMillis() + " ms",
                  null));
    }
  }

  /** One request, sent as often as it takes. */
  private final class Attempts<T> {
    private final Wire.Kind kind;
    private final byte[] content;
    private final Function<byte[], T> result;
    private final Call<T> call;

    private Attempts(Wire.Kind kind, byte[] content, Function<byte[], T> result, Call<T> call) {
      this.kind = kind;
      this.content = content;
      this.result = result;
      this.call = call;
    }

    private void next() {
      StateStoreException reason = over;
      if (call.result.isDone()) {
        return;
      } else if (reason != null) {
        call.fail(reason);
        return;
      }
      RaftPeer leader = node.leader();
      HostPort address = leader == null ? null : HostPort.parse(leader.getAddress());
      if (leader == null || address == null) {
        later();
        return;
      }
      call.open = !kind.repeatable;
      CompletableFuture<Wire.Reply> reply =
          leader.getId().equals(node.id()) ? desk.handle(kind, content) : send(address);
      var unused = reply.whenComplete(this::answered);
    }

    private CompletableFuture<Wire.Reply> send(HostPort leader) {
      byte[] request =
          Wire.encode(
              new Wire.Request(node.group().getUuid(), node.id().toString(), kind, content));
      long left = Math.max(1, call.leftNanos());
      long nanos = kind == Wire.Kind.READ_INDEX ? Math.min(left, ATTEMPT_NANOS) : left;
      return peers.call(leader, request, Duration.ofNanos(nanos)).thenApply(Wire::reply);
    }

    private void answered(Wire.@Nullable Reply reply, @Nullable Throwable error) {
      if (reply == null) {
        lost(error);
        return;
      }
      switch (reply.status()) {
        case DONE -> call.result.complete(result.apply(reply.content()));
        case NOT_LEADER -> later();
        case OTHER_CLUSTER, REFUSED ->
            call.fail(new StateStoreException(Reason.UNAVAILABLE, reply.text(), null));
        case UNKNOWN -> lost(new IllegalStateException(reply.text()));
      }
    }

    private void lost(@Nullable Throwable error) {
      if (kind.repeatable || (error != null && PeerCalls.wasNotSent(error))) {
        later();
      } else {
        call.fail(
            new StateStoreException(
                Reason.UNKNOWN_OUTCOME, "the leader may have done it: " + error, error));
      }
    }

    /** Tries again; nothing was done so far. */
    private void later() {
      call.open = false;
      if (scheduler.isShutdown()) {
        call.timedOut(TIMEOUT);
      } else {
        var unused = scheduler.schedule(this::next, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
      }
    }
  }
}
