package dev.gslb.cluster.etcd;

import static dev.gslb.cluster.etcd.Awaited.await;
import static dev.gslb.cluster.etcd.Awaited.eventually;
import static dev.gslb.cluster.etcd.Awaited.reason;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.cluster.ClusterBackend;
import dev.gslb.cluster.CutProxy;
import dev.gslb.cluster.Key;
import dev.gslb.cluster.LeaderElection;
import dev.gslb.cluster.Leadership;
import dev.gslb.cluster.NodeId;
import dev.gslb.cluster.RecordingElection;
import dev.gslb.cluster.StateStoreException.Reason;
import dev.gslb.cluster.Transaction;
import dev.gslb.cluster.Value;
import dev.gslb.cluster.Watch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that reach etcd through proxies which can be cut. */
class EtcdElectionInterop {
  private static final Key KEY = new Key("a");
  private static final Value VALUE = Value.of("v");

  @TempDir Path directory;

  private EtcdServer server;
  private final List<CutProxy> proxies = new ArrayList<>();
  private final List<EtcdBackend> nodes = new ArrayList<>();

  @BeforeEach
  void open() throws Exception {
    server = new EtcdServer(directory);
    openNode();
    eventually(() -> nodes.get(0).election().current().self());
    openNode();
    eventually(() -> nodes.get(1).election().current().leader().isPresent());
  }

  private void openNode() throws IOException {
    CutProxy proxy = new CutProxy(server.port());
    proxies.add(proxy);
    NodeId name = new NodeId("node-" + nodes.size());
    nodes.add(
        EtcdBackend.open(
            name,
            TestSettings.of(
                "http://127.0.0.1:" + proxy.address().getPort(), Map.of("timeout", "1s"))));
  }

  @AfterEach
  void close() throws Exception {
    nodes.forEach(ClusterBackend::close);
    for (CutProxy proxy : proxies) {
      proxy.close();
    }
    server.close();
  }

  @Test
  void leader_silentlyCutOff_stopsBeforeAnotherBegins() throws Exception {
    takesOverFrom(CutProxy.Mode.SILENT);
  }

  @Test
  void leader_whomAnswersDoNotReach_stopsBeforeAnotherBegins() throws Exception {
    takesOverFrom(CutProxy.Mode.MUTE_SERVER);
  }

  @Test
  void leader_connectionClosed_stopsBeforeAnotherBegins() throws Exception {
    takesOverFrom(CutProxy.Mode.CUT);
  }

  private void takesOverFrom(CutProxy.Mode mode) throws Exception {
    EtcdBackend old = nodes.get(0);
    EtcdBackend next = nodes.get(1);
    CompletableFuture<Long> tookOver = new CompletableFuture<>();
    CompletableFuture<Long> stopped = new CompletableFuture<>();
    try (Watch first = next.election().listen(now -> note(now.self(), tookOver));
        Watch second = old.election().listen(now -> note(!now.self(), stopped))) {
      Leadership led = old.election().current();
      long confirmedUntil = await(old.election().confirm());
      proxies.get(0).mode(mode);

      long begins = await(tookOver);
      assertThat(begins - confirmedUntil).isPositive();
      await(stopped);
      assertThat(old.election().current()).isEqualTo(Leadership.NONE);
      assertThat(reason(old.election().confirm())).isEqualTo(Reason.UNAVAILABLE);
      assertThat(next.election().current().fencingToken()).isGreaterThan(led.fencingToken());
      assertThat(old.reachable()).isFalse();
      assertThat(first).isNotSameAs(second);

      proxies.get(0).mode(CutProxy.Mode.CUT);
      proxies.get(0).mode(CutProxy.Mode.OPEN);
      eventually(() -> old.election().current().leader().equals(Optional.of(next.self())));
      Transaction late = Transaction.put(KEY, VALUE).when(led.fence());
      assertThat(await(old.store().commit(late)).applied()).isFalse();
    }
  }

  private static void note(boolean happened, CompletableFuture<Long> when) {
    if (happened) {
      when.complete(System.nanoTime());
    }
  }

  @Test
  void etcd_diesAndComesBack_theClusterHasALeaderAgain() throws Exception {
    RecordingElection told = new RecordingElection();
    try (Watch watch = nodes.get(0).election().listen(told)) {
      told.until(Leadership::self);
      server.kill();
      told.until(now -> !now.self());
      assertThat(nodes.get(0).election().current()).isEqualTo(Leadership.NONE);
      server.start();

      eventually(this::someNodeLeads);
      assertThat(watch).isNotNull();
    }
  }

  @Test
  void etcd_isRestartedWithinTheLease_theLeaderLeadsOn() throws Exception {
    Map<String, Object> options = Map.of("lease", "1m", "prefix", "/another/");
    EtcdBackend patient =
        EtcdBackend.open(new NodeId("patient"), TestSettings.of(server.endpoint(), options));
    nodes.add(patient);
    eventually(() -> patient.election().current().self());
    Leadership before = patient.election().current();
    server.kill();
    server.start();

    eventually(() -> confirms(patient));
    assertThat(patient.election().current()).isEqualTo(before);
  }

  private static boolean confirms(EtcdBackend node) throws Exception {
    return await(node.election().confirm()) - System.nanoTime() > 0;
  }

  private boolean someNodeLeads() {
    return nodes.stream().anyMatch(node -> node.election().current().self());
  }

  @Test
  void entry_deletedByHand_isElectedAnewWithAGreaterToken() throws Exception {
    long before = nodes.get(0).election().current().fencingToken();
    RecordingElection told = new RecordingElection();
    try (Watch watch = nodes.get(0).election().listen(told)) {
      told.until(Leadership::self);
      await(nodes.get(0).store().commit(Transaction.delete(LeaderElection.LEADER)));
      told.until(now -> !now.self());

      eventually(this::someNodeLeads);
      assertThat(nodes)
          .extracting(node -> node.election().current().fencingToken())
          .allMatch(token -> token == 0 || token > before);
      assertThat(watch).isNotNull();
    }
  }

  @Test
  void transfer_toAnyOther_moves() throws Exception {
    Leadership after = await(nodes.get(0).election().transfer(Optional.empty()));

    assertThat(after.leader()).contains(nodes.get(1).self());
    eventually(() -> nodes.get(1).election().current().self());
  }

  @Test
  void transfer_toOneOfTwoOthers_goesToThatOne() throws Exception {
    openNode();
    NodeId wanted = nodes.get(2).self();
    eventually(() -> nodes.get(2).election().current().leader().isPresent());
    Leadership after = await(nodes.get(0).election().transfer(Optional.of(wanted)));
    assertThat(after.leader()).contains(wanted);
    NodeId back = nodes.get(1).self();
    eventually(() -> nodes.get(2).election().current().self());
    assertThat(await(nodes.get(2).election().transfer(Optional.of(back))).leader()).contains(back);
  }

  @Test
  void transfer_toNobodyThere_failsAndSomebodyLeadsOn() throws Exception {
    NodeId nobody = new NodeId("nobody");

    assertThat(reason(nodes.get(0).election().transfer(Optional.of(nobody))))
        .isEqualTo(Reason.UNAVAILABLE);
    eventually(this::someNodeLeads);
  }

  @Test
  void node_thatComesBackWithItsOldName_takesOverWhenItsOldLeaseIsOver() throws Exception {
    proxies.get(0).mode(CutProxy.Mode.SILENT);
    nodes.get(1).close();
    EtcdBackend reborn =
        EtcdBackend.open(nodes.get(0).self(), TestSettings.of(server.endpoint(), Map.of()));
    nodes.add(reborn);

    eventually(() -> reborn.election().current().self());
    assertThat(nodes.get(0).election().current().self()).isFalse();
  }

  @Test
  void leader_keepsLeadingWhileNothingHappens() throws Exception {
    long token = nodes.get(0).election().current().fencingToken();
    long first = await(nodes.get(0).election().confirm());

    // More than a lease later
    eventually(() -> System.nanoTime() - first > 0);

    assertThat(nodes.get(0).election().current().fencingToken()).isEqualTo(token);
  }
}
