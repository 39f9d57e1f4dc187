package dev.gslb.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.cluster.StateStoreException.Reason;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every cluster backend must do. Extend it, and open the nodes of an empty cluster. What needs
 * several nodes asks for the opposite where there can be but one.
 */
public abstract class ClusterBackendContractTest {

  private static final Key KEY = new Key("a/1");
  private static final Value ONE = Value.of("one");
  private static final Value TWO = Value.of("two");
  private static final int MANY = 3;
  private static final int PATIENCE_SECONDS = 60;

  /** The nodes under test. */
  protected List<ClusterBackend> nodes = List.of();

  /** For subclasses. */
  protected ClusterBackendContractTest() {}

  /**
   * Opens the nodes of an empty cluster, which need not have a leader yet.
   *
   * @param count how many
   * @return the nodes; the test closes them
   * @throws Exception if one does not open
   */
  protected abstract List<ClusterBackend> openNodes(int count) throws Exception;

  /**
   * Returns how many nodes a cluster can have.
   *
   * @return 1 for a backend of one node
   */
  protected int mostNodes() {
    return MANY;
  }

  /**
   * Opens the nodes of one test.
   *
   * @throws Exception if one does not open
   */
  @BeforeEach
  final void openContractNodes() throws Exception {
    nodes = openNodes(Math.min(MANY, mostNodes()));
  }

  /** Closes them. */
  @AfterEach
  final void closeContractNodes() {
    nodes.forEach(ClusterBackend::close);
  }

  @Test
  void election_newCluster_hasOneLeaderOnWhomAllAgree() throws Exception {
    ClusterBackend leader = leader();
    Leadership leads = leader.election().current();

    for (ClusterBackend node : nodes) {
      RecordingElection recording = new RecordingElection();
      try (Watch watch = node.election().listen(recording)) {
        Leadership seen = recording.until(each -> each.leader().isPresent());

        assertThat(seen.leader()).contains(leader.self());
        assertThat(seen.self()).isEqualTo(node.equals(leader));
        assertThat(watch).isNotNull();
      }
    }
    assertThat(leads.fencingToken()).isPositive();
  }

  @Test
  void election_entry_namesTheLeaderAndItsToken() throws Exception {
    ClusterBackend leader = leader();
    for (ClusterBackend node : nodes) {
      Entry entry = await(node.store().get(LeaderElection.LEADER)).entry().orElseThrow();

      assertThat(entry.value().text()).isEqualTo(leader.self().value());
      assertThat(entry.revision()).isEqualTo(leader.election().current().fencingToken());
    }
  }

  @Test
  void stores_writeThroughAnyNode_isReadThroughAllOthers() throws Exception {
    ClusterBackend leader = leader();
    for (ClusterBackend writer : nodes) {
      Value value = Value.of("by " + writer.self());
      long revision = await(writer.store().commit(Transaction.put(KEY, value))).revision();
      for (ClusterBackend reader : nodes) {
        assertThat(await(reader.store().get(KEY)).entry())
            .contains(new Entry(KEY, value, revision));
      }
    }
    assertThat(leader.election().current().self()).isTrue();
  }

  @Test
  void fence_ofTheLeader_letsItWriteThroughAnyNode() throws Exception {
    Condition fence = leader().election().current().fence();
    for (ClusterBackend node : nodes) {
      assertThat(await(node.store().commit(Transaction.put(KEY, ONE).when(fence))).applied())
          .isTrue();
    }
  }

  @Test
  void transfer_toAnotherNode_fencesTheOldLeaderOff() throws Exception {
    ClusterBackend before = leader();
    Leadership old = before.election().current();
    if (alone()) {
      assertThat(reason(before.election().transfer(Optional.empty())))
          .isEqualTo(Reason.UNAVAILABLE);
      assertThat(reason(before.election().transfer(Optional.of(new NodeId("nobody")))))
          .isEqualTo(Reason.UNAVAILABLE);
      assertThat(before.election().current()).isEqualTo(old);
      return;
    }
    ClusterBackend after = other(before);
    transfer(before, after);
    Leadership leads = leadershipOf(after);

    assertThat(leads.fencingToken()).isGreaterThan(old.fencingToken());
    assertThat(before.election().current().self()).isFalse();
    Transaction late = Transaction.put(KEY, ONE).when(old.fence());
    assertThat(await(before.store().commit(late)).applied()).isFalse();
    Transaction now = Transaction.put(KEY, TWO).when(leads.fence());
    assertThat(await(after.store().commit(now)).applied()).isTrue();
  }

  @Test
  void transfer_toAnotherNode_isToldToAll() throws Exception {
    ClusterBackend before = leader();
    if (alone()) {
      Optional<NodeId> self = Optional.of(before.self());
      assertThat(await(before.election().transfer(self))).isEqualTo(before.election().current());
      return;
    }
    ClusterBackend after = other(before);
    List<RecordingElection> recordings = new ArrayList<>();
    List<Watch> watches = new ArrayList<>();
    for (ClusterBackend node : nodes) {
      RecordingElection recording = new RecordingElection();
      recordings.add(recording);
      watches.add(node.election().listen(recording));
    }
    transfer(before, after);

    for (RecordingElection recording : recordings) {
      recording.until(told -> told.leader().equals(Optional.of(after.self())));
    }
    watches.forEach(Watch::close);
    assertThat(leader()).isSameAs(after);
  }

  /** A successor may be behind, or late, at that moment: then the leader goes on to lead. */
  private static void transfer(ClusterBackend from, ClusterBackend to) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (true) {
      try {
        await(from.election().transfer(Optional.of(to.self())));
        return;
      } catch (ExecutionException e) {
        boolean passes =
            e.getCause() instanceof StateStoreException refusal
                && refusal.reason() == Reason.UNAVAILABLE;
        if (!passes || System.nanoTime() - end > 0) {
          throw e;
        }
      }
    }
  }

  @Test
  void transfer_byAFollower_isRefused() throws Exception {
    ClusterBackend leader = leader();
    for (ClusterBackend node : nodes) {
      if (!node.equals(leader)) {
        assertThat(reason(node.election().transfer(Optional.empty())))
            .isEqualTo(Reason.UNAVAILABLE);
      }
    }
    assertThat(leader.election().current().self()).isTrue();
  }

  @Test
  void confirm_isForTheLeaderAlone() throws Exception {
    ClusterBackend leader = leader();
    for (ClusterBackend node : nodes) {
      if (node.equals(leader)) {
        long before = System.nanoTime();
        long until = await(node.election().confirm());

        assertThat(alone() ? until == Long.MAX_VALUE : until - before > 0).isTrue();
      } else {
        assertThat(reason(node.election().confirm())).isEqualTo(Reason.UNAVAILABLE);
      }
    }
  }

  @Test
  void listen_closed_isToldNothingMore() throws Exception {
    ClusterBackend leader = leader();
    RecordingElection closed = new RecordingElection();
    RecordingElection witness = new RecordingElection();
    Watch first = leader.election().listen(closed);
    closed.until(Leadership::self);
    first.close();
    try (Watch second = leader.election().listen(witness)) {
      witness.until(Leadership::self);
      if (alone()) {
        leader.close();
      } else {
        transfer(leader, other(leader));
      }
      witness.until(told -> !told.self());

      assertThat(closed.isQuiet()).isTrue();
      assertThat(second).isNotSameAs(first);
    }
  }

  @Test
  void close_ofTheLeader_hasAnotherTakeOverAndKeepsTheState() throws Exception {
    ClusterBackend before = leader();
    Leadership old = before.election().current();
    await(before.store().commit(Transaction.put(KEY, ONE)));
    before.close();

    assertThat(before.election().current().self()).isFalse();
    assertThat(reason(before.election().confirm())).isIn(Reason.UNAVAILABLE, Reason.CLOSED);
    if (alone()) {
      return;
    }
    nodes = nodes.stream().filter(node -> !node.equals(before)).toList();
    ClusterBackend after = leader();
    Leadership leads = after.election().current();
    assertThat(leads.fencingToken()).isGreaterThan(old.fencingToken());
    assertThat(await(after.store().get(KEY)).entry().orElseThrow().value()).isEqualTo(ONE);
    Transaction now = Transaction.put(KEY, TWO).when(leads.fence());
    assertThat(await(after.store().commit(now)).applied()).isTrue();
  }

  @Test
  void members_areToldToEachListenerAsTheStatusHasThem() throws Exception {
    leader();
    for (ClusterBackend node : nodes) {
      BlockingQueue<List<ClusterStatus.Member>> told = new LinkedBlockingQueue<>();
      try (Watch watch = node.listen(told::add)) {
        List<ClusterStatus.Member> known = await(node.status()).members();
        List<ClusterStatus.Member> members = List.of();
        while (!members.equals(known)) {
          members = told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
          assertThat(members).as("until these are told: " + known).isNotNull();
        }
        assertThat(watch).isNotNull();
      }
    }
  }

  @Test
  void health_ofANodeWithALeader_isGood() throws Exception {
    leader();
    for (ClusterBackend node : nodes) {
      await(node.store().get(KEY));
      while (!node.health().reachable()) {
        await(node.store().get(KEY));
      }
      assertThat(node.health()).isEqualTo(StoreHealth.GOOD);
    }
  }

  @Test
  void status_ofAnyNode_namesSelfAndLeader() throws Exception {
    Set<String> clusters = new HashSet<>();
    for (ClusterBackend node : nodes) {
      ClusterStatus status = await(node.status());
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      // A follower may not have heard of the leader yet, or of a new one.
      while (!status.leader().equals(Optional.of(leader().self())) && System.nanoTime() - end < 0) {
        status = await(node.status());
      }
      clusters.add(status.cluster());

      assertThat(status.backend()).isNotEmpty();
      assertThat(status.self()).isEqualTo(node.self());
      assertThat(status.leader()).contains(leader().self());
      assertThat(status.revision()).isPositive();
      assertThat(status.members()).isNotEmpty();
    }
    assertThat(clusters).hasSize(1);
  }

  /**
   * Waits until one of {@link #nodes} leads.
   *
   * @return the node
   * @throws Exception if none does
   */
  protected final ClusterBackend leader() throws Exception {
    CompletableFuture<ClusterBackend> found = new CompletableFuture<>();
    List<Watch> watches = new ArrayList<>();
    for (ClusterBackend node : nodes) {
      watches.add(
          node.election()
              .listen(
                  leadership -> {
                    if (leadership.self()) {
                      found.complete(node);
                    }
                  }));
    }
    try {
      return await(found);
    } finally {
      watches.forEach(Watch::close);
    }
  }

  /**
   * Waits for a result.
   *
   * @param future the result
   * @param <T> its type
   * @return its value
   * @throws Exception if it fails
   */
  protected static <T> T await(CompletableFuture<T> future) throws Exception {
    return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /**
   * Waits for a failure.
   *
   * @param future what must fail
   * @return why it did
   * @throws Exception if it fails otherwise
   */
  protected static Reason reason(CompletableFuture<?> future) throws Exception {
    try {
      future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StateStoreException expected) {
        return expected.reason();
      }
      throw e;
    }
    throw new AssertionError("the call succeeded");
  }

  private boolean alone() {
    return nodes.size() == 1;
  }

  private ClusterBackend other(ClusterBackend than) {
    return nodes.stream().filter(node -> !node.equals(than)).findFirst().orElseThrow();
  }

  private static Leadership leadershipOf(ClusterBackend node) throws Exception {
    RecordingElection recording = new RecordingElection();
    try (Watch watch = node.election().listen(recording)) {
      assertThat(watch).isNotNull();
      return recording.until(Leadership::self);
    }
  }
}
