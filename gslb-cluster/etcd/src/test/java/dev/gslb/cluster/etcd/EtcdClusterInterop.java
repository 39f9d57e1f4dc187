package dev.gslb.cluster.etcd;

import static dev.gslb.cluster.etcd.Awaited.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.cluster.HistoryWorkload;
import dev.gslb.cluster.Key;
import dev.gslb.cluster.LinearizabilityCheck;
import dev.gslb.cluster.NodeId;
import dev.gslb.cluster.OperationHistory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Three nodes on an etcd of three members. */
class EtcdClusterInterop {
  private static final Key KEY = new Key("a");
  private static final int FAULTS = 4;
  private static final int ANSWERS_BETWEEN = 100;

  @TempDir Path directory;

  private List<EtcdServer> servers;
  private final List<EtcdBackend> nodes = new ArrayList<>();

  @BeforeEach
  void open() {
    servers = EtcdServer.three(directory);
    for (int i = 0; i < 3; i++) {
      List<String> endpoints = servers.stream().map(EtcdServer::endpoint).toList();
      Map<String, Object> options = Map.of("endpoints", endpoints, "timeout", "1s");
      nodes.add(EtcdBackend.open(new NodeId("node-" + i), TestSettings.of("", options)));
    }
    eventually(this::someNodeLeads);
  }

  @AfterEach
  void close() {
    nodes.forEach(EtcdBackend::close);
    servers.forEach(EtcdServer::close);
  }

  private boolean someNodeLeads() {
    return nodes.stream().anyMatch(node -> node.election().current().self());
  }

  @Test
  void anyMember_dies_theOthersServe() {
    for (EtcdServer server : servers) {
      server.kill();
      for (EtcdBackend node : nodes) {
        eventually(() -> answers(node));
      }
      eventually(this::someNodeLeads);
      server.start();
      eventually(() -> answers(nodes.get(0)));
    }
    eventually(() -> nodes.stream().allMatch(EtcdBackend::reachable));
  }

  @Test
  void mostMembers_die_nobodyLeadsUntilOneIsBack() {
    servers.get(0).kill();
    servers.get(1).kill();
    eventually(() -> !someNodeLeads());
    assertThat(nodes).noneMatch(node -> node.election().current().self());

    servers.get(0).start();
    eventually(this::someNodeLeads);
    assertThat(nodes).anyMatch(node -> node.election().current().self());
  }

  private static boolean answers(EtcdBackend node) throws Exception {
    return node.store().get(KEY).handle((lookup, error) -> error == null).get();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void history_underFaults_isLinearizable(long seed) throws Exception {
    Random random = new Random(seed);
    HistoryWorkload workload =
        HistoryWorkload.start(seed, 3, 3, client -> nodes.get(client % 3).store());
    for (int i = 0; i < FAULTS; i++) {
      EtcdServer server = servers.get(random.nextInt(3));
      assertThat(workload.awaitAnswers(ANSWERS_BETWEEN, 60, TimeUnit.SECONDS)).isTrue();
      if (random.nextBoolean()) {
        server.kill();
        assertThat(workload.awaitAnswers(ANSWERS_BETWEEN, 60, TimeUnit.SECONDS)).isTrue();
        server.start();
      } else {
        server.signal("STOP");
        assertThat(workload.awaitAnswers(ANSWERS_BETWEEN, 60, TimeUnit.SECONDS)).isTrue();
        server.signal("CONT");
      }
    }
    eventually(() -> answers(nodes.get(0)));
    OperationHistory history = workload.finish(nodes.get(0).store());

    assertThat(history.operations()).hasSizeGreaterThan(FAULTS * ANSWERS_BETWEEN);
    assertThat(LinearizabilityCheck.violation(history)).isEmpty();
  }
}
