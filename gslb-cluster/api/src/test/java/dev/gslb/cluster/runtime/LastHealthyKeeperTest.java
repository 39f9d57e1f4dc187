package dev.gslb.cluster.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gslb.cluster.Key;
import dev.gslb.cluster.LeaderElection;
import dev.gslb.cluster.Leadership;
import dev.gslb.cluster.LocalStateStore;
import dev.gslb.cluster.NodeId;
import dev.gslb.cluster.StateStore;
import dev.gslb.cluster.Transaction;
import dev.gslb.cluster.Value;
import dev.gslb.cluster.Watch;
import dev.gslb.spi.EndpointState;
import dev.gslb.spi.StateView;
import dev.gslb.zone.EndpointId;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who was healthy last, kept in a store by the node that leads. */
class LastHealthyKeeperTest {
  private static final NodeId SELF = new NodeId("a");

  private final StateStore store = LocalStateStore.inMemory();
  private final ScriptedElection election = new ScriptedElection();
  private final View view = new View();
  private final LastHealthyKeeper keeper =
      LastHealthyKeeper.start(store, election, new SettableClock());

  /** What the server says of its endpoints. */
  private static final class View implements StateView {
    private volatile Set<EndpointId> last = Set.of();

    @Override
    public Optional<EndpointState> state(EndpointId id) {
      return Optional.empty();
    }

    @Override
    public Collection<EndpointState> states() {
      return List.of();
    }

    @Override
    public Set<EndpointId> lastHealthy() {
      return last;
    }
  }

  /** Says who leads as the test does. */
  private static final class ScriptedElection implements LeaderElection {
    private final AtomicInteger asked = new AtomicInteger();
    private volatile Leadership leadership = Leadership.NONE;

    @Override
    public Leadership current() {
      asked.incrementAndGet();
      return leadership;
    }

    @Override
    public Watch listen(LeadershipListener listener) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Long> confirm() {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Leadership> transfer(Optional<NodeId> to) {
      throw new UnsupportedOperationException();
    }
  }

  @AfterEach
  void close() {
    keeper.close();
    store.close();
  }

  private static Set<EndpointId> ids(String... ids) {
    return Arrays.stream(ids).map(EndpointId::new).collect(Collectors.toSet());
  }

  private void lead() throws Exception {
    Value self = Value.of(SELF.value());
    long token =
        store
            .commit(Transaction.put(ScriptedElection.LEADER, self))
            .get(30, TimeUnit.SECONDS)
            .revision();
    election.leadership = new Leadership(Optional.of(SELF), true, token);
  }

  private Set<EndpointId> kept() throws Exception {
    try (LastHealthyKeeper next = LastHealthyKeeper.start(store, election, new SettableClock())) {
      return next.remembered().get(30, TimeUnit.SECONDS);
    }
  }

  private void awaitKept(Set<EndpointId> expected) {
    await().atMost(30, TimeUnit.SECONDS).until(this::kept, expected::equals);
  }

  @Test
  void leader_writesEachChange_andTheNextStartReadsIt() throws Exception {
    lead();
    assertThat(keeper.remembered().get(30, TimeUnit.SECONDS)).isEmpty();
    keeper.follow(view);
    view.last = ids("us/192.0.2.1:80", "us/192.0.2.2:80");
    awaitKept(view.last);
    view.last = ids("us/192.0.2.2:80", "other");
    awaitKept(view.last);
    assertThat(store.get(new Key("last-healthy/us/192.0.2.2:80")).get().entry()).isPresent();
  }

  @Test
  void formerLeader_writesNothing_untilItLeadsAgain() throws Exception {
    lead();
    Leadership former = election.leadership;
    lead();
    Leadership present = election.leadership;
    election.leadership = former;
    view.last = ids("us/192.0.2.1:80");
    keeper.follow(view);
    int before = election.asked.get();
    await().atMost(30, TimeUnit.SECONDS).until(() -> election.asked.get() > before + 4);
    assertThat(kept()).isEmpty();

    election.leadership = present;
    awaitKept(view.last);
  }

  @Test
  void follower_writesNothing_andKnowsTheLeadersWhenItTakesOver() throws Exception {
    store.commit(Transaction.put(new Key("last-healthy/us/gone:80"), Value.of("before"))).get();
    view.last = ids("us/192.0.2.1:80");
    keeper.follow(view);
    await().atMost(30, TimeUnit.SECONDS).until(() -> election.asked.get() > 1);
    assertThat(kept()).isEqualTo(ids("us/gone:80"));
    lead();
    awaitKept(view.last);
  }

  @Test
  void manyEndpoints_areKeptUpToTheBound() throws Exception {
    lead();
    int most = LastHealthyKeeper.MAX_KEPT;
    view.last =
        IntStream.range(0, most + 50)
            .mapToObj(number -> new EndpointId(String.format("us/%06d", number)))
            .collect(Collectors.toSet());
    keeper.follow(view);
    await().atMost(30, TimeUnit.SECONDS).until(() -> kept().size() == most);
    assertThat(kept()).contains(new EndpointId(String.format("us/%06d", most - 1)));
  }

  @Test
  void keyOfNoEndpoint_isPassedOver() throws Exception {
    store.commit(Transaction.put(new Key("last-healthy/two words"), Value.of(""))).get();
    store.commit(Transaction.put(new Key("last-healthy/us/192.0.2.1:80"), Value.of(""))).get();
    assertThat(kept()).isEqualTo(ids("us/192.0.2.1:80"));
  }
}
