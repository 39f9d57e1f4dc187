package dev.gslb.cluster.ratis;

import dev.gslb.cluster.Condition;
import dev.gslb.cluster.Entry;
import dev.gslb.cluster.LeaderElection;
import dev.gslb.cluster.Leadership;
import dev.gslb.cluster.LeadershipListeners;
import dev.gslb.cluster.NodeId;
import dev.gslb.cluster.Operation;
import dev.gslb.cluster.Outcome;
import dev.gslb.cluster.StateMachine;
import dev.gslb.cluster.StateStoreException;
import dev.gslb.cluster.StateStoreException.Reason;
import dev.gslb.cluster.Transaction;
import dev.gslb.cluster.Value;
import dev.gslb.cluster.Watch;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.jspecify.annotations.Nullable;

/**
 * Raft's leader becomes ours when it has written its name into the store.
 *
 * <p>Why two nodes never both believe to lead, by {@link #confirm}: a leader is confirmed by a
 * majority that answers messages sent after the moment it is reckoned from, and then holds for a
 * time H. Another node is elected by a majority too, so by one that voted for it after it had
 * answered the old leader. That new leader waits for longer than H, by its own clock, before it
 * takes over. This needs no promise of the followers; with Ratis' pre-vote alone they give none,
 * since a vote that was prepared before the leader came back is still granted after. A leader that
 * gives up on its own will first lets its H pass and then deletes its name; so nobody waits if
 * there is no name.
 *
 * <p>What changes is of the backend's timer thread, but for what is marked.
 */
final class RatisElection implements LeaderElection {
  private static final long TRANSFER_MILLIS = 2_000;

  private enum Phase {
    FOLLOWING,
    TAKING_OVER,
    LEADING,
    RELEASING
  }

  /** One leadership of this node. */
  private record Reign(long term, long token) {}

  private final NodeId self;
  private final RaftNode node;
  private final LeaderCalls calls;
  private final StateMachine machine;
  private final ScheduledExecutorService timer;
  private final DiskThread writer;
  private final LeadershipListeners listeners = new LeadershipListeners();
  private final long holdNanos;
  private final long waitNanos;

  private Phase phase = Phase.FOLLOWING;
  private long lastToken;
  private LeaderCalls.@Nullable Call<Leadership> moving; // until another node has taken over
  private volatile Leadership current = Leadership.NONE;
  // Guarded by this. Ratis' threads set it to null, so that nothing is confirmed from then on.
  private @Nullable Reign reign;
  private long heldUntil; // guarded by this
  private boolean held; // guarded by this: whether anything was ever confirmed

  RatisElection(
      NodeId self,
      RaftNode node,
      LeaderCalls calls,
      ScheduledExecutorService timer,
      DiskThread writer) {
    this.self = self;
    this.node = node;
    this.calls = calls;
    this.machine = node.state().machine();
    this.timer = timer;
    this.writer = writer;
    long least = node.config().electionMin().toNanos();
    this.holdNanos = least / 6 * 5;
    this.waitNanos = holdNanos / 8 * 9;
  }

  @Override
  public Leadership current() {
    return current;
  }

  @Override
  public Watch listen(LeadershipListener listener) {
    return listeners.add(listener, first -> timer.execute(() -> first.changed(current)));
  }

  @Override
  public CompletableFuture<Long> confirm() {
    Reign now;
    synchronized (this) {
      now = reign;
    }
    if (now == null) {
      return CompletableFuture.failedFuture(unavailable("this node does not lead"));
    }
    return calls.bounded(() -> node.round().thenCompose(this::applied).thenApply(held(now)));
  }

  private CompletableFuture<QuorumRounds.Confirmed> applied(QuorumRounds.Confirmed confirmed) {
    return node.state().applied().reach(confirmed.index()).thenApply(reached -> confirmed);
  }

  private Function<QuorumRounds.Confirmed, Long> held(Reign asked) {
    return confirmed -> {
      boolean named = token(machine.get(LEADER).entry()) == asked.token();
      synchronized (this) {
        if (!named || !asked.equals(reign) || confirmed.term() != asked.term()) {
          throw unavailable("this node does not lead any more");
        }
        long until = confirmed.began() + holdNanos;
        heldUntil = held && heldUntil - until > 0 ? heldUntil : until;
        held = true;
        return until;
      }
    };
  }

  private static long token(Optional<Entry> entry) {
    return entry.map(Entry::revision).orElse(Condition.ABSENT);
  }

  /** Nothing is confirmed from now on. Called by Ratis' threads too. */
  void lost() {
    synchronized (this) {
      reign = null;
    }
  }

  boolean isLeading() {
    return phase == Phase.LEADING;
  }

  /** Looks at what changed; called again and again, and after each event. */
  void look() {
    Reign now;
    synchronized (this) {
      now = reign;
    }
    boolean leads = node.leads();
    if (phase == Phase.LEADING && (now == null || !leads || node.term() != now.term())) {
      lost();
      phase = Phase.FOLLOWING;
    }
    if (phase == Phase.FOLLOWING && leads) {
      takeOver();
    }
    if (phase != Phase.LEADING) {
      tell(seen());
    }
  }

  /** Who leads, by Ratis and by the entry: only if both name the same other node. */
  private Leadership seen() {
    RaftPeer leader = node.leader();
    Optional<NodeId> named =
        machine.get(LEADER).entry().map(entry -> new NodeId(entry.value().text()));
    boolean known =
        leader != null
            && named.equals(Optional.of(DataDirectory.nodeOf(leader.getId())))
            && !named.equals(Optional.of(self));
    return known ? new Leadership(named, false, 0) : Leadership.NONE;
  }

  private void takeOver() {
    phase = Phase.TAKING_OVER;
    long term = node.term();
    Optional<Entry> before = machine.get(LEADER).entry();
    boolean free = before.isEmpty() || token(before) == lastToken;
    var unused =
        timer.schedule(
            new Guarded(() -> write(term, before)), free ? 0 : waitNanos, TimeUnit.NANOSECONDS);
  }

  private void write(long term, Optional<Entry> before) {
    if (!node.leads() || node.term() != term) {
      phase = Phase.FOLLOWING;
      look();
      return;
    }
    Transaction lead =
        Transaction.put(LEADER, Value.of(self.value())).when(new Condition(LEADER, token(before)));
    commit(lead, outcome -> lead(term, outcome));
  }

  private void lead(long term, Optional<Outcome> outcome) {
    boolean done = outcome.isPresent() && outcome.get().applied();
    if (!done || !node.leads() || node.term() != term) {
      phase = Phase.FOLLOWING; // and the next look tries again
      return;
    }
    long token = outcome.get().revision();
    machine.restartLeases();
    lastToken = token;
    phase = Phase.LEADING;
    synchronized (this) {
      reign = new Reign(term, token);
    }
    tell(new Leadership(Optional.of(self), true, token));
    look(); // Ratis may have told of the end before there was a reign
  }

  /** Writes as the leader that this node is; the result comes on the timer's thread. */
  private void commit(Transaction transaction, Consumer<Optional<Outcome>> result) {
    var unused =
        writer
            .begin(() -> node.commit(new Operation.Commit(transaction)))
            .whenComplete(
                (reply, error) -> {
                  Optional<Outcome> outcome =
                      reply != null && reply.status() == Wire.Status.DONE
                          ? Optional.of(Wire.outcome(reply.content()))
                          : Optional.empty();
                  timer.execute(new Guarded(() -> result.accept(outcome)));
                });
  }

  @Override
  public CompletableFuture<Leadership> transfer(Optional<NodeId> to) {
    return calls.within(
        LeaderCalls.TIMEOUT, call -> timer.execute(new Guarded(() -> transfer(to, call))));
  }

  private void transfer(Optional<NodeId> to, LeaderCalls.Call<Leadership> call) {
    Leadership now = current;
    if (phase != Phase.LEADING || !now.self()) {
      call.fail(unavailable("this node does not lead"));
      return;
    }
    if (to.equals(Optional.of(self))) {
      call.complete(now);
      return;
    }
    Optional<RaftPeerId> target = target(to);
    if (target.isEmpty()) {
      call.fail(
          unavailable(
              to.map(node -> "node " + node + " cannot lead: it has no vote, or does not answer")
                  .orElse("no other node can lead")));
      return;
    }
    release(now, target.get(), call);
  }

  /** The node that is asked for, or the one that has most of the log, if it votes and answers. */
  private Optional<RaftPeerId> target(Optional<NodeId> to) {
    List<RaftPeerId> voters = node.voters().stream().map(RaftPeer::getId).toList();
    return node.state().rounds().followers(node.config().electionMax()).stream()
        .filter(id -> voters.contains(id) && !id.equals(node.id()))
        .filter(id -> to.isEmpty() || DataDirectory.nodeOf(id).equals(to.get()))
        .findFirst();
  }

  private void release(Leadership before, RaftPeerId to, LeaderCalls.Call<Leadership> call) {
    phase = Phase.RELEASING;
    long left;
    synchronized (this) {
      reign = null;
      left = held ? heldUntil - System.nanoTime() : 0;
    }
    tell(Leadership.NONE);
    Transaction leave = Transaction.delete(LEADER).when(before.fence());
    var unused =
        timer.schedule(
            new Guarded(
                () ->
                    commit(
                        leave,
                        outcome -> {
                          if (outcome.isPresent() && outcome.get().applied()) {
                            handOver(to, call);
                          } else {
                            keep(call, "the leadership was lost meanwhile");
                          }
                        })),
            Math.max(0, left),
            TimeUnit.NANOSECONDS);
  }

  private void handOver(RaftPeerId to, LeaderCalls.Call<Leadership> call) {
    moving = call;
    ask(
        to,
        failure -> {
          if (failure.isEmpty()) {
            phase = Phase.FOLLOWING;
            look();
          } else {
            // Ratis 3.3.0 may refuse all writes from then on, as if the transfer were under way,
            // until somebody is elected (TransferLeadership.start leaves it pending).
            ask(null, steppedDown -> keep(call, failure.get()));
          }
        });
  }

  /** Has Ratis transfer the leadership; tells why it did not, on the timer's thread. */
  private void ask(@Nullable RaftPeerId to, Consumer<Optional<String>> result) {
    var unused =
        writer
            .begin(() -> node.transfer(to, TRANSFER_MILLIS))
            .whenComplete(
                (reply, error) -> {
                  Throwable failure = reply == null ? RaftNode.unwrap(error) : reply.getException();
                  Optional<String> why = Optional.ofNullable(failure).map(String::valueOf);
                  timer.execute(new Guarded(() -> result.accept(why)));
                });
  }

  /** Leads on, if it is still this node's to lead. */
  private void keep(LeaderCalls.Call<Leadership> call, String why) {
    moving = null;
    phase = Phase.FOLLOWING;
    call.fail(unavailable("the other node did not take over: " + why));
    look();
  }

  /** Gives the leadership away, if there is anybody to take it, before this node ends. */
  void leave(Duration patience) {
    if (!current.self()) {
      return;
    }
    try {
      transfer(Optional.empty()).get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // Then the others elect a leader when they miss this one.
    }
  }

  /** This node takes part no more. */
  void end() {
    lost();
    phase = Phase.RELEASING;
    tell(Leadership.NONE);
  }

  private void tell(Leadership leadership) {
    if (!leadership.equals(current)) {
      current = leadership;
      listeners.tell(leadership);
    }
    LeaderCalls.Call<Leadership> moved = moving;
    if (moved != null && leadership.leader().isPresent()) {
      moving = null;
      moved.complete(leadership);
    }
  }

  private static StateStoreException unavailable(String message) {
    return new StateStoreException(Reason.UNAVAILABLE, message, null);
  }
}
