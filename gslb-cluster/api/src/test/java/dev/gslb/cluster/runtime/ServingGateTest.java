package dev.gslb.cluster.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.cluster.ClusterBackend;
import dev.gslb.cluster.ClusterStatus;
import dev.gslb.cluster.LeaderElection;
import dev.gslb.cluster.Leadership;
import dev.gslb.cluster.LocalStateStore;
import dev.gslb.cluster.NodeId;
import dev.gslb.cluster.StateStore;
import dev.gslb.cluster.StateStoreException;
import dev.gslb.cluster.StateStoreException.Reason;
import dev.gslb.cluster.StoreHealth;
import dev.gslb.cluster.Watch;
import dev.gslb.cluster.runtime.ServingGate.Answering;
import dev.gslb.spi.Command;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Until when a node may answer, for what its cluster says. */
@Timeout(60)
class ServingGateTest {
  private static final NodeId SELF = new NodeId("a");
  private static final Leadership LEADS = new Leadership(Optional.of(SELF), true, 5);
  private static final Leadership FOLLOWS = new Leadership(Optional.of(new NodeId("b")), false, 0);

  private final ScriptedBackend backend = new ScriptedBackend();
  private final RecordingPort server = new RecordingPort();
  private final AtomicBoolean ready = new AtomicBoolean(true);

  @AfterEach
  void close() {
    backend.close();
  }

  private ServingGate start(Answering answering) {
    return ServingGate.start(backend, answering, Duration.ofSeconds(2), ready::get, server);
  }

  @Test
  void leader_servesUntilWhatWasConfirmed_andNotOnceItLostTheLead() throws Exception {
    long until = System.nanoTime() + Duration.ofHours(1).toNanos();
    backend.confirmed = CompletableFuture.completedFuture(until);
    try (ServingGate gate = start(Answering.LEADER)) {
      assertThat(gate.isOpen()).isFalse();
      backend.lead(LEADS);
      assertThat(server.next()).isEqualTo(new Command.ServeUntil(until));
      assertThat(gate.isOpen()).isTrue();

      backend.lead(FOLLOWS);
      assertThat(((Command.ServeUntil) server.next()).deadlineNanos() - System.nanoTime())
          .isNotPositive();
      assertThat(gate.isOpen()).isFalse();
    }
  }

  @Test
  void leader_lateConfirmationOfAFormerLead_doesNotCount() throws Exception {
    backend.confirmed = new CompletableFuture<>();
    try (ServingGate gate = start(Answering.LEADER)) {
      CompletableFuture<Long> late = backend.confirmed;
      backend.lead(LEADS);
      backend.asked.get();
      backend.lead(FOLLOWS);
      late.complete(System.nanoTime() + Duration.ofHours(1).toNanos());
      long until = System.nanoTime() + Duration.ofHours(2).toNanos();
      backend.confirmed = CompletableFuture.completedFuture(until);
      backend.lead(LEADS);

      assertThat(server.next()).isEqualTo(new Command.ServeUntil(until));
      assertThat(gate.isOpen()).isTrue();
    }
  }

  @Test
  void leader_unconfirmed_isNotPermittedAnything() throws Exception {
    backend.confirmed =
        CompletableFuture.failedFuture(
            new StateStoreException(Reason.UNAVAILABLE, "cut off", null));
    try (ServingGate gate = start(Answering.LEADER)) {
      backend.lead(LEADS);
      backend.asked.get();
      assertThat(gate.isOpen()).isFalse();
      assertThat(server.isQuiet()).isTrue();
    }
  }

  @Test
  void leader_notReady_asksOnlyWhenItIs() throws Exception {
    ready.set(false);
    long until = System.nanoTime() + Duration.ofHours(1).toNanos();
    backend.confirmed = CompletableFuture.completedFuture(until);
    try (ServingGate gate = start(Answering.LEADER)) {
      backend.lead(LEADS);
      assertThat(backend.asked.isDone()).isFalse();
      ready.set(true);
      assertThat(server.next()).isEqualTo(new Command.ServeUntil(until));
      assertThat(gate.isOpen()).isTrue();
    }
  }

  @Test
  void all_servesForTheDeadlineAfterEachReadOfTheState() throws Exception {
    long before = System.nanoTime();
    try (ServingGate gate = start(Answering.ALL)) {
      Command.ServeUntil first = (Command.ServeUntil) server.next();
      long after = System.nanoTime();
      assertThat(first.deadlineNanos() - before).isGreaterThanOrEqualTo(2_000_000_000L);
      assertThat(first.deadlineNanos() - after).isLessThanOrEqualTo(2_000_000_000L);

      Command.ServeUntil second = (Command.ServeUntil) server.next();
      assertThat(second.deadlineNanos()).isGreaterThan(first.deadlineNanos());
      assertThat(gate).isNotNull();
    }
  }

  @Test
  void all_storeThatDoesNotAnswer_permitsNothing() throws Exception {
    backend.store.close();
    try (ServingGate gate = start(Answering.ALL)) {
      backend.lead(FOLLOWS);
      assertThat(gate.isOpen()).isFalse();
      assertThat(server.isQuiet()).isTrue();
    }
  }

  /** Says what the test wants. */
  @SuppressWarnings("overloads") // one class plays the backend and its election
  private static final class ScriptedBackend implements ClusterBackend, LeaderElection {
    private final StateStore store = LocalStateStore.inMemory();
    private volatile CompletableFuture<Long> confirmed = new CompletableFuture<>();
    private final CompletableFuture<Void> asked = new CompletableFuture<>();
    private volatile Leadership leadership = Leadership.NONE;
    private volatile LeadershipListener listener = news -> {};

    void lead(Leadership news) {
      leadership = news;
      listener.changed(news);
    }

    @Override
    public NodeId self() {
      return SELF;
    }

    @Override
    public StateStore store() {
      return store;
    }

    @Override
    public LeaderElection election() {
      return this;
    }

    @Override
    public Leadership current() {
      return leadership;
    }

    @Override
    public Watch listen(LeadershipListener added) {
      listener = added;
      return () -> {};
    }

    @Override
    public CompletableFuture<Long> confirm() {
      CompletableFuture<Long> answer = confirmed;
      asked.complete(null);
      return answer;
    }

    @Override
    public CompletableFuture<Leadership> transfer(Optional<NodeId> to) {
      return CompletableFuture.completedFuture(leadership);
    }

    @Override
    public CompletableFuture<ClusterStatus> status() {
      throw new UnsupportedOperationException();
    }

    @Override
    public StoreHealth health() {
      return StoreHealth.GOOD;
    }

    @Override
    public Watch listen(MemberListener listener) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Void> add(ClusterStatus.Member member) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Void> remove(NodeId node) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
      store.close();
    }
  }
}
