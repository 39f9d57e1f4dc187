package dev.gslb.cluster.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.gslb.cluster.NodeId;
import dev.gslb.spi.Command;
import dev.gslb.spi.Command.Observe;
import dev.gslb.spi.ControlPort;
import dev.gslb.spi.HealthMonitor;
import dev.gslb.spi.HealthMonitorProvider;
import dev.gslb.spi.Verdict;
import dev.gslb.zone.EndpointId;
import dev.gslb.zone.HealthCheckConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What several nodes hold of an endpoint together. */
class QuorumHealthTest {
  private static final EndpointId WEB = new EndpointId("us/192.0.2.1:80");

  private final TestMemberships memberships = new TestMemberships();

  /** A node: its checks as the test says, and what its server was told. */
  private final class Node implements HealthMonitorProvider, HealthMonitor, ControlPort {
    final TestMemberships.Node membership;
    final QuorumHealth health;
    final HealthMonitor monitor;
    final Map<EndpointId, Verdict> verdicts = new HashMap<>();
    private Set<EndpointId> checked = Set.of();
    private ControlPort reports = this;

    Node(String name, int checkers, int clusterSize, EndpointId... endpoints) {
      membership = memberships.join(name);
      health = new QuorumHealth(this, membership, checkers);
      health.voters(voters(clusterSize));
      monitor = health.create(this);
      Map<EndpointId, HealthCheckConfig> checks = new LinkedHashMap<>();
      for (EndpointId id : endpoints) {
        checks.put(id, HealthCheckConfig.of("tcp", "192.0.2.1", 80));
      }
      monitor.watch(checks);
    }

    void sees(Verdict verdict) {
      var unused = reports.submit(new Observe(WEB, verdict, 1_000, "tcp check", "seen"));
    }

    Verdict verdict() {
      return verdicts.getOrDefault(WEB, Verdict.UNKNOWN);
    }

    @Override
    public void validate(HealthCheckConfig config) {}

    @Override
    public HealthMonitor create(ControlPort control) {
      reports = control;
      return this;
    }

    @Override
    public void watch(Map<EndpointId, HealthCheckConfig> checks) {
      checked = new TreeSet<>(checks.keySet());
    }

    @Override
    public CompletableFuture<Long> submit(Command command) {
      Observe observed = (Observe) command;
      verdicts.put(observed.endpoint(), observed.verdict());
      return CompletableFuture.completedFuture(1L);
    }

    @Override
    public void close() {}
  }

  private static Set<NodeId> voters(int count) {
    Set<NodeId> voters = new TreeSet<>();
    for (int i = 0; i < count; i++) {
      voters.add(new NodeId(String.valueOf((char) ('a' + i))));
    }
    return voters;
  }

  private Node node(String name) {
    return new Node(name, 0, 3, WEB);
  }

  @Test
  void verdict_oneOfThreeDisagrees_isThatOfTheMajorityEverywhere() {
    Node a = node("a");
    Node b = node("b");
    Node c = node("c");
    a.sees(Verdict.UP);
    b.sees(Verdict.UP);
    c.sees(Verdict.UP);

    a.sees(Verdict.DOWN);
    assertThat(List.of(a.verdict(), b.verdict(), c.verdict())).containsOnly(Verdict.UP);

    b.sees(Verdict.DOWN);
    assertThat(List.of(a.verdict(), b.verdict(), c.verdict())).containsOnly(Verdict.DOWN);

    a.sees(Verdict.UP);
    assertThat(List.of(a.verdict(), b.verdict(), c.verdict())).containsOnly(Verdict.UP);
  }

  @Test
  void verdict_byHalves_isWhatItWas() {
    Node a = new Node("a", 0, 2, WEB);
    Node b = new Node("b", 0, 2, WEB);
    a.sees(Verdict.UP);
    b.sees(Verdict.UP);
    a.sees(Verdict.DOWN);
    assertThat(List.of(a.verdict(), b.verdict())).containsOnly(Verdict.UP);
    b.sees(Verdict.DOWN);
    a.sees(Verdict.UP);
    assertThat(List.of(a.verdict(), b.verdict())).containsOnly(Verdict.DOWN);
  }

  @Test
  void leaver_takesItsVoteAlong() {
    Node a = node("a");
    Node b = node("b");
    Node c = node("c");
    a.sees(Verdict.UP);
    b.sees(Verdict.DOWN);
    c.sees(Verdict.DOWN);
    assertThat(a.verdict()).isEqualTo(Verdict.DOWN);

    memberships.leave(c.membership);
    assertThat(a.verdict()).as("one against one").isEqualTo(Verdict.DOWN);
    memberships.rejoin(c.membership);
    c.sees(Verdict.UP);
    assertThat(a.verdict()).isEqualTo(Verdict.UP);
  }

  @Test
  void isolatedNode_changesNoVerdictUntilItIsBack() {
    Node a = node("a");
    Node b = node("b");
    Node c = node("c");
    List.of(a, b, c).forEach(node -> node.sees(Verdict.UP));

    memberships.isolate(c.membership);
    c.sees(Verdict.DOWN);
    assertThat(c.verdict()).isEqualTo(Verdict.UP);
    assertThat(a.verdict()).isEqualTo(Verdict.UP);

    a.sees(Verdict.DOWN);
    b.sees(Verdict.DOWN);
    assertThat(a.verdict()).as("the majority goes on").isEqualTo(Verdict.DOWN);
    assertThat(c.verdict()).isEqualTo(Verdict.UP);

    memberships.rejoin(c.membership);
    assertThat(c.verdict()).isEqualTo(Verdict.DOWN);
  }

  @Test
  void isolatedNode_ofAClusterThatBecameSmaller_decidesAtOnce() {
    Node a = new Node("a", 0, 2, WEB);
    Node b = new Node("b", 0, 2, WEB);
    List.of(a, b).forEach(node -> node.sees(Verdict.UP));
    memberships.isolate(a.membership);
    a.sees(Verdict.DOWN);
    assertThat(a.verdict()).isEqualTo(Verdict.UP);

    a.health.voters(Set.of(new NodeId("a")));

    assertThat(a.verdict()).isEqualTo(Verdict.DOWN);
  }

  @Test
  void votes_areThoseOfTheNodesThatAreThere() {
    Node a = node("a");
    Node b = node("b");
    Node c = node("c");
    a.sees(Verdict.UP);
    b.sees(Verdict.DOWN);
    c.sees(Verdict.DOWN);
    memberships.leave(c.membership);

    List<NodeVote> votes = a.health.votes(WEB);

    assertThat(votes).extracting(NodeVote::node).containsExactly(new NodeId("a"), new NodeId("b"));
    assertThat(votes).extracting(NodeVote::verdict).containsExactly(Verdict.UP, Verdict.DOWN);
    assertThat(votes).allMatch(vote -> !vote.age().isNegative());
    assertThat(a.health.votes(new EndpointId("us/other"))).isEmpty();
  }

  @Test
  void vote_ageIsThatOfItsLastChange() {
    AtomicLong nanos = new AtomicLong();
    Votes votes = new Votes(nanos::get);
    NodeId node = new NodeId("a");
    votes.cast(node, WEB, Verdict.UP);
    nanos.set(2_000_000_000L);
    votes.cast(node, WEB, Verdict.UP);
    assertThat(votes.of(WEB, Set.of(node)))
        .containsExactly(new NodeVote(node, Verdict.UP, Duration.ofSeconds(2)));
    votes.cast(node, WEB, Verdict.DOWN);
    nanos.set(3_000_000_000L);
    assertThat(votes.of(WEB, Set.of(node)))
        .containsExactly(new NodeVote(node, Verdict.DOWN, Duration.ofSeconds(1)));
  }

  @Test
  void newcomer_learnsWhatTheOthersHold() {
    Node a = node("a");
    Node b = node("b");
    a.sees(Verdict.DOWN);
    b.sees(Verdict.DOWN);

    Node c = node("c");

    assertThat(c.verdict()).isEqualTo(Verdict.DOWN);
  }

  @Test
  void newcomer_thatSeesOtherwise_doesNotDecideAlone() {
    Node a = node("a");
    Node b = node("b");
    a.sees(Verdict.UP);
    b.sees(Verdict.UP);

    Node c = node("c");
    c.sees(Verdict.DOWN);

    assertThat(List.of(a.verdict(), b.verdict(), c.verdict())).containsOnly(Verdict.UP);
  }

  @Test
  void votes_beforeTheConfiguration_countOnceItIsThere() {
    Node a = new Node("a", 1, 2, WEB);
    Node b = new Node("b", 1, 2, WEB);
    Node checker = a.checked.contains(WEB) ? a : b;
    Node other = checker == a ? b : a;
    other.monitor.watch(Map.of());
    checker.sees(Verdict.DOWN);

    other.monitor.watch(Map.of(WEB, HealthCheckConfig.of("tcp", "192.0.2.1", 80)));

    assertThat(other.verdict()).isEqualTo(Verdict.DOWN);
  }

  @Test
  void listeners_doNotMakeAMajority() {
    Node a = node("a");
    Node edge = node("x");
    Node other = node("y");
    a.sees(Verdict.UP);
    List.of(a, edge, other).forEach(node -> node.sees(Verdict.UP));

    List.of(a, edge, other).forEach(node -> node.sees(Verdict.DOWN));

    assertThat(a.verdict()).as("one voter of three").isEqualTo(Verdict.UP);
  }

  @Test
  void checkers_two_shareTheEndpointsAndTakeOverWhenOneLeaves() {
    List<EndpointId> ids = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      ids.add(new EndpointId("us/192.0.2.1:" + i));
    }
    List<Node> nodes = new ArrayList<>();
    for (String name : List.of("a", "b", "c", "d")) {
      nodes.add(new Node(name, 2, 4, ids.toArray(EndpointId[]::new)));
    }
    for (EndpointId id : ids) {
      assertThat(nodes.stream().filter(node -> node.checked.contains(id))).hasSize(2);
    }
    assertThat(nodes).allSatisfy(node -> assertThat(node.checked.size()).isBetween(100, 200));
    Set<EndpointId> before = Set.copyOf(nodes.get(0).checked);

    Node left = nodes.remove(3);
    memberships.leave(left.membership);

    for (EndpointId id : ids) {
      assertThat(nodes.stream().filter(node -> node.checked.contains(id))).hasSize(2);
    }
    assertThat(nodes.get(0).checked).as("nothing was taken from it").containsAll(before);
  }

  @Test
  void unassignedNode_followsTheOthersAndItsOwnViewDoesNotCount() {
    Node a = new Node("a", 1, 3, WEB);
    Node b = new Node("b", 1, 3, WEB);
    Node c = new Node("c", 1, 3, WEB);
    for (Node node : List.of(a, b, c)) {
      node.sees(node.checked.contains(WEB) ? Verdict.DOWN : Verdict.UP);
    }
    assertThat(List.of(a.verdict(), b.verdict(), c.verdict())).containsOnly(Verdict.DOWN);
  }

  @Test
  void messages_ofManyVotes_readBack() {
    Map<EndpointId, Verdict> votes = new HashMap<>();
    for (int i = 0; i < 5_000; i++) {
      votes.put(
          new EndpointId("us/" + "x".repeat(200) + i), i % 3 == 0 ? Verdict.UP : Verdict.DOWN);
    }
    Map<EndpointId, Verdict> read = new HashMap<>();
    VoteMessage.encode(votes).forEach(message -> read.putAll(VoteMessage.decode(message)));
    assertThat(read).isEqualTo(votes);
  }

  @Test
  void messages_thatAreNone_areRefused() {
    byte[] whole = VoteMessage.encode(Map.of(WEB, Verdict.UP)).get(0);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatIllegalArgumentException().isThrownBy(() -> VoteMessage.decode(cut));
    }
    whole[whole.length - 1] = 9;
    assertThatIllegalArgumentException().isThrownBy(() -> VoteMessage.decode(whole));
  }

  @Test
  void checkers_areTheSameOnEveryNode() {
    List<NodeId> present = List.of(new NodeId("a"), new NodeId("b"), new NodeId("c"));
    Checkers one = new Checkers(1);
    assertThat(present.stream().filter(node -> one.include(node, WEB, present))).hasSize(1);
    assertThat(one.include(new NodeId("z"), WEB, present)).isFalse();
  }
}
