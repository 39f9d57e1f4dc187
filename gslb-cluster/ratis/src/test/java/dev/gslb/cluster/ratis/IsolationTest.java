package dev.gslb.cluster.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.cluster.Key;
import dev.gslb.cluster.Leadership;
import dev.gslb.cluster.Lookup;
import dev.gslb.cluster.NodeId;
import dev.gslb.cluster.StateStoreException;
import dev.gslb.cluster.StateStoreException.Reason;
import dev.gslb.cluster.Transaction;
import dev.gslb.cluster.Value;
import dev.gslb.cluster.ratis.FaultyLinks.Fault;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A leader that the others do not hear. */
class IsolationTest {
  private static final Key KEY = new Key("a/1");
  private static final Value OLD = Value.of("old");
  private static final Value NEW = Value.of("new");
  private static final int PATIENCE_SECONDS = 30;

  @TempDir Path directory;
  private final FaultyLinks links = new FaultyLinks();
  private TestCluster cluster;
  private RatisBackend leader;

  @BeforeEach
  void startNodes() {
    cluster =
        new TestCluster(
                directory, Map.of("heartbeat_timeout", "300ms", "election_timeout", "450ms"))
            .named(3);
    cluster.names().forEach(name -> cluster.start(name, cluster.bootstrap(name), links.of(name)));
    leader = Waiting.leader(cluster);
    put(leader, OLD);
    // Ratis' own reads would from now on be answered without asking anybody.
    assertThat(get(leader)).contains(OLD);
  }

  @AfterEach
  void closeNodes() {
    links.heal();
    cluster.close();
    links.close();
  }

  @Test
  void isolatedLeader_readsNothingOld_andItsWriteIsNotAcknowledged() throws Exception {
    isolate();
    CompletableFuture<?> write = leader.store().commit(Transaction.put(KEY, Value.of("lost")));
    RatisBackend next = nextLeader();
    put(next, NEW);

    CompletableFuture<Lookup> read = leader.store().get(KEY);
    assertThat(reason(read)).isEqualTo(Reason.UNAVAILABLE);
    assertThat(reason(write)).isEqualTo(Reason.UNKNOWN_OUTCOME);
    links.heal();
    assertThat(get(leader)).contains(NEW);
  }

  @Test
  void isolatedLeader_isTold_andConfirmsNothing() throws Exception {
    Leadership before = leader.election().current();
    isolate();
    Waiting.leadership(leader, told -> told.equals(Leadership.NONE));

    assertThat(reason(leader.election().confirm())).isEqualTo(Reason.UNAVAILABLE);
    RatisBackend next = nextLeader();
    assertThat(next.election().current().fencingToken()).isGreaterThan(before.fencingToken());
    links.heal();
    Waiting.leadership(leader, told -> told.leader().equals(Optional.of(next.self())));
  }

  @Test
  void oneWayCut_leaderThatHearsNobody_isReplaced() throws Exception {
    String name = leader.self().value();
    cluster.names().forEach(other -> links.set(other, name, Fault.CUT));
    RatisBackend next = nextLeader();
    put(next, NEW);

    links.heal();
    assertThat(get(leader)).contains(NEW);
  }

  @Test
  void follower_thatWasCutOff_doesNotDisturbTheLeader() throws Exception {
    Leadership before = leader.election().current();
    RatisBackend follower = cluster.other(leader);
    cluster.names().forEach(name -> links.cut(follower.self().value(), name));
    Waiting.leadership(follower, told -> told.equals(Leadership.NONE));
    put(leader, NEW);
    links.heal();

    assertThat(get(follower)).contains(NEW);
    assertThat(leader.election().current()).isEqualTo(before);
    assertThat(leader.election().confirm().get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isNotNull();
  }

  @Test
  void transfer_toANodeThatIsCutOff_failsAndSomebodyLeadsOn() throws Exception {
    NodeId deaf = cluster.other(leader).self();
    cluster.names().forEach(name -> links.cut(deaf.value(), name));

    assertThat(reason(leader.election().transfer(Optional.of(deaf)))).isEqualTo(Reason.UNAVAILABLE);
    RatisBackend next = Waiting.leader(cluster);
    put(next, NEW);
    assertThat(get(next)).contains(NEW);
  }

  @Test
  void transfer_toANodeThatIsDown_failsAndWritesGoOn() throws Exception {
    NodeId down = cluster.other(leader).self();
    cluster.stop(down.value());

    assertThat(reason(leader.election().transfer(Optional.of(down)))).isEqualTo(Reason.UNAVAILABLE);
    RatisBackend next = Waiting.leader(cluster);
    put(next, NEW);
    assertThat(get(next)).contains(NEW);
  }

  private void isolate() {
    cluster.names().forEach(name -> links.cut(leader.self().value(), name));
  }

  private RatisBackend nextLeader() {
    String old = leader.self().value();
    CompletableFuture<RatisBackend> found = new CompletableFuture<>();
    for (String name : cluster.names()) {
      RatisBackend node = cluster.node(name);
      if (!name.equals(old)) {
        node.election()
            .listen(
                told -> {
                  if (told.self()) {
                    found.complete(node);
                  }
                });
      }
    }
    return Waiting.await(found);
  }

  private static void put(RatisBackend node, Value value) {
    Waiting.await(node.store().commit(Transaction.put(KEY, value)));
  }

  private static Optional<Value> get(RatisBackend node) {
    return Waiting.await(node.store().get(KEY)).entry().map(entry -> entry.value());
  }

  private static Reason reason(CompletableFuture<?> future) throws Exception {
    try {
      future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StateStoreException reason) {
        return reason.reason();
      }
      throw e;
    }
    throw new AssertionError("it succeeded");
  }
}
