package dev.gslb.cluster.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.gslb.cluster.ClusterStatus.Member;
import dev.gslb.cluster.Key;
import dev.gslb.cluster.Leadership;
import dev.gslb.cluster.NodeId;
import dev.gslb.cluster.StateStore;
import dev.gslb.cluster.StateStoreException;
import dev.gslb.cluster.StateStoreException.Reason;
import dev.gslb.cluster.Transaction;
import dev.gslb.cluster.Value;
import dev.gslb.cluster.Watch;
import dev.gslb.zone.Options;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How clusters form, grow, shrink, lose nodes and get them back. */
class RatisClusterTest {
  private static final Key KEY = new Key("a/1");
  private static final Value ONE = Value.of("one");
  private static final Value TWO = Value.of("two");

  @TempDir Path directory;
  private TestCluster cluster;

  @BeforeEach
  void makeCluster() {
    cluster =
        new TestCluster(
            directory, Map.of("heartbeat_timeout", "300ms", "election_timeout", "450ms"));
  }

  @AfterEach
  void closeCluster() {
    cluster.close();
  }

  @Test
  void restart_ofTheOnlyNode_keepsStateAndRevisions() {
    String only = cluster.named("only");
    StateStore store = cluster.start(only, cluster.bootstrap(only)).store();
    put(store, ONE);
    long revision = Waiting.await(store.get(KEY)).revision();
    cluster.stop(only);

    RatisBackend again = cluster.start(only, cluster.bootstrap(only));
    assertThat(read(again)).contains(ONE);
    assertThat(Waiting.await(again.store().get(KEY)).revision()).isGreaterThanOrEqualTo(revision);
  }

  @Test
  void restart_ofAllNodes_keepsState() {
    cluster.named(3);
    cluster.startAll();
    put(cluster.node("n1").store(), ONE);
    cluster.close();

    cluster.startAll();
    for (String name : cluster.names()) {
      assertThat(read(cluster.node(name))).contains(ONE);
    }
  }

  @Test
  void leaderCloses_othersGoOn() {
    cluster.named(3);
    cluster.startAll();
    RatisBackend leader = Waiting.leader(cluster);
    put(leader.store(), ONE);
    cluster.stop(leader.self().value());

    RatisBackend next = Waiting.leader(cluster);
    put(next.store(), TWO);
    assertThat(read(cluster.other(next))).contains(TWO);
  }

  @Test
  void join_newNode_hasTheStateAndAVote() {
    String first = cluster.named("first");
    put(cluster.start(first, cluster.bootstrap(first)).store(), ONE);
    String second = cluster.named("second");
    RatisBackend joined = cluster.start(second, cluster.joining(second, first));

    assertThat(read(joined)).contains(ONE);
    Waiting.until(() -> members(cluster.node(first)).size() == 2);
    assertThat(members(cluster.node(first)))
        .containsExactly(
            new Member(new NodeId(first), cluster.address(first), true),
            new Member(new NodeId(second), cluster.address(second), true));
  }

  @Test
  void join_listener_followsWithoutAVote() {
    String first = cluster.named("first");
    put(cluster.start(first, cluster.bootstrap(first)).store(), ONE);
    String edge = cluster.named("edge");
    Map<String, Object> options = cluster.joining(edge, first);
    options.put("listener", true);
    RatisBackend listener = cluster.start(edge, options);

    assertThat(read(listener)).contains(ONE);
    Waiting.until(() -> members(cluster.node(first)).size() == 2);
    assertThat(members(cluster.node(first)))
        .contains(new Member(new NodeId(edge), cluster.address(edge), false));
    put(listener.store(), TWO); // through the leader, as from any node
    assertThat(read(cluster.node(first))).contains(TWO);
    assertThat(listener.election().current().self()).isFalse();
    cluster.stop(edge);
    put(cluster.node(first).store(), ONE); // nobody waits for it

    RatisBackend again = cluster.start(edge, options);
    assertThat(read(again)).contains(ONE);
  }

  @Test
  void join_nodeThatLostItsDirectory_takesItsOldPlace() throws Exception {
    cluster.named(3);
    cluster.startAll();
    RatisBackend leader = Waiting.leader(cluster);
    put(leader.store(), ONE);
    String lost = cluster.other(leader).self().value();
    cluster.stop(lost);
    Crash.delete(cluster.directory(lost));
    RatisBackend again = cluster.start(lost, cluster.joining(lost, leader.self().value()));

    assertThat(read(again)).contains(ONE);
    Waiting.until(() -> again.isMember());
    assertThat(members(leader)).hasSize(3).allMatch(Member::voting);
    cluster.stop(leader.self().value()); // so that its vote is needed
    put(again.store(), TWO);
    assertThat(read(again)).contains(TWO);
  }

  @Test
  void remove_thenAdd_replacesANode() {
    cluster.named(3);
    cluster.startAll();
    RatisBackend leader = Waiting.leader(cluster);
    put(leader.store(), ONE);
    RatisBackend old = cluster.other(leader);
    Deque<List<Member>> told = new ConcurrentLinkedDeque<>(List.of(List.of()));
    Watch watch = leader.listen(told::add);
    Waiting.until(() -> told.getLast().size() == 3);
    Waiting.await(leader.remove(old.self()));
    Waiting.until(() -> told.getLast().equals(members(leader)));
    assertThat(members(leader)).hasSize(2).noneMatch(each -> each.node().equals(old.self()));
    cluster.stop(old.self().value());

    String added = cluster.named("new");
    RatisBackend fresh = cluster.start(added, cluster.joining(added, leader.self().value()));
    assertThat(read(fresh)).contains(ONE);
    Waiting.until(fresh::isMember);
    assertThat(members(fresh)).hasSize(3);
    Waiting.until(() -> told.getLast().equals(members(fresh)));
    watch.close();
  }

  @Test
  void diskFull_isToldByTheNode() {
    cluster.named(3);
    cluster.startAll();
    RatisBackend node = Waiting.leader(cluster);

    IOException cause = new IOException("No space left on device");
    node.failed("the log cannot be written", new IllegalStateException("log", cause));

    assertThat(node.health().reachable()).isFalse();
    assertThat(node.health().detail())
        .isEqualTo("this node takes no part: the log cannot be written: No space left on device");
    assertThat(Waiting.await(node.status()).self()).isEqualTo(node.self());
  }

  @Test
  void snapshotAndPurge_nodeThatJoinsLater_getsTheState() {
    String first = cluster.named("first");
    Map<String, Object> options = cluster.bootstrap(first);
    options.put("snapshot_threshold", 64L);
    StateStore store = cluster.start(first, options).store();
    Filling.write(store, 2500);
    put(store, ONE);
    assertThat(Crash.snapshots(cluster.directory(first))).isPositive();
    String second = cluster.named("second");
    RatisBackend joined = cluster.start(second, cluster.joining(second, first));

    assertThat(read(joined)).contains(ONE);
    assertThat(Waiting.await(joined.store().list("filling/", Optional.empty(), 10_000)).entries())
        .hasSize(2500);
    Waiting.await(cluster.node(first).remove(joined.self()));
    cluster.stop(first);
    assertThat(read(cluster.start(first, options))).contains(ONE); // from the snapshot too
  }

  @Test
  void remove_nodeThatRunsAndHasJoin_staysOutUntilItIsStartedAgain() {
    String first = cluster.named("first");
    put(cluster.start(first, cluster.bootstrap(first)).store(), ONE);
    String second = cluster.named("second");
    Map<String, Object> options = cluster.joining(second, first);
    RatisBackend joined = cluster.start(second, options);
    assertThat(read(joined)).contains(ONE);
    Waiting.until(joined::isMember);

    Waiting.await(cluster.node(first).remove(joined.self()));
    Waiting.until(() -> !joined.isMember());
    for (int i = 0; i < 300; i++) {
      put(cluster.node(first).store(), TWO);
      assertThat(members(cluster.node(first))).hasSize(1);
    }
    cluster.stop(second);
    RatisBackend again = cluster.start(second, options);

    assertThat(read(again)).contains(TWO);
    Waiting.until(() -> members(cluster.node(first)).size() == 2);
  }

  @Test
  void join_nodeOfAnotherCluster_isRefused() throws Exception {
    String first = cluster.named("first");
    cluster.start(first, cluster.bootstrap(first));
    String stranger = cluster.named("stranger");
    Map<String, Object> options = cluster.joining(stranger, first);
    options.put("cluster", "other");

    // A node that answers late may be any: it is asked again while it runs, and at the next start.
    Throwable refusal = null;
    for (int start = 0; refusal == null && start < 10; start++) {
      refusal = catchThrowable(() -> cluster.start(stranger, options));
      if (refusal == null) {
        cluster.stop(stranger);
        Crash.delete(cluster.directory(stranger));
      }
    }
    assertThat(refusal)
        .isInstanceOfSatisfying(
            StateStoreException.class, e -> assertThat(e.reason()).isEqualTo(Reason.FAILED))
        .hasMessageContaining(
            cluster.address(first) + " is a node of cluster gslb (expected: other)");
  }

  @Test
  void bootstrap_again_changesNothing() {
    String first = cluster.named("first");
    put(cluster.start(first, cluster.bootstrap(first)).store(), ONE);
    cluster.stop(first);

    assertThat(read(cluster.start(first, cluster.bootstrap(first)))).contains(ONE);
  }

  @Test
  void bootstrap_directoryOfAnotherCluster_isRefused() {
    String first = cluster.named("first");
    cluster.start(first, cluster.bootstrap(first));
    cluster.stop(first);
    Map<String, Object> options = cluster.bootstrap(first);
    options.put("cluster", "other");

    assertFails(() -> cluster.start(first, options), "cluster gslb (expected: other)");
  }

  @Test
  void open_directoryOfAnotherNode_isRefused() {
    String first = cluster.named("first");
    cluster.start(first, cluster.bootstrap(first));
    cluster.stop(first);
    Map<String, Object> options = cluster.bootstrap(first);
    String other = cluster.named("other");

    assertFails(() -> cluster.start(other, options), "node first (expected: other)");
  }

  @Test
  void open_directoryInUse_isRefused() {
    String first = cluster.named("first");
    Map<String, Object> options = cluster.bootstrap(first);
    cluster.start(first, options);
    RatisBackendProvider provider = new RatisBackendProvider();

    assertThatThrownBy(() -> provider.open(new NodeId(first), new Options(options)))
        .isInstanceOfSatisfying(
            StateStoreException.class, e -> assertThat(e.reason()).isEqualTo(Reason.IN_USE));
    assertThat(read(cluster.node(first))).isEmpty();
  }

  @Test
  void open_portInUse_isRefusedAndTheProcessGoesOn() {
    String first = cluster.named("first");
    cluster.start(first, cluster.bootstrap(first));
    String second = cluster.named("second");
    Map<String, Object> options = cluster.options(second);
    options.put("bootstrap", true);
    options.put("bind_address", cluster.address(first));

    assertThatThrownBy(() -> cluster.start(second, options))
        .isInstanceOf(StateStoreException.class)
        .hasMessageContaining(cluster.address(first));
  }

  @Test
  void open_emptyDirectoryAndNothingToDo_isRefused() {
    String first = cluster.named("first");
    assertFails(
        () -> cluster.start(first, cluster.options(first)),
        "is empty (expected: bootstrap: true, or addresses to join)");
  }

  @Test
  void majorityLost_callsAreUnavailableAndTheLeaderStepsDown() {
    cluster.named(3);
    cluster.startAll();
    RatisBackend leader = Waiting.leader(cluster);
    put(leader.store(), ONE);
    for (String name : List.copyOf(cluster.names())) {
      if (!name.equals(leader.self().value())) {
        cluster.stop(name);
      }
    }
    Waiting.leadership(leader, told -> told.equals(Leadership.NONE));
    Waiting.until(() -> !leader.health().reachable());
    assertThat(leader.health().detail()).startsWith("no leader is known since 2");

    assertThatThrownBy(() -> Waiting.await(leader.election().confirm()))
        .isInstanceOfSatisfying(
            StateStoreException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE));
    assertThatThrownBy(() -> Waiting.await(leader.store().get(KEY)))
        .isInstanceOfSatisfying(
            StateStoreException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE));
  }

  private static void assertFails(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StateStoreException.class, e -> assertThat(e.reason()).isEqualTo(Reason.FAILED))
        .hasMessageContaining(message);
  }

  private static void put(StateStore store, Value value) {
    assertThat(Waiting.available(() -> store.commit(Transaction.put(KEY, value))).applied())
        .isTrue();
  }

  private static Optional<Value> read(RatisBackend node) {
    return Waiting.available(() -> node.store().get(KEY)).entry().map(entry -> entry.value());
  }

  private static List<Member> members(RatisBackend node) {
    return Waiting.await(node.status()).members();
  }
}
