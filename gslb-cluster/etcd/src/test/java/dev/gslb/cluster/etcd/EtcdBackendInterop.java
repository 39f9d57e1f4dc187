package dev.gslb.cluster.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.cluster.ClusterBackend;
import dev.gslb.cluster.ClusterBackendContractTest;
import dev.gslb.cluster.ClusterStatus;
import dev.gslb.cluster.NodeId;
import dev.gslb.cluster.StateStoreException.Reason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of backends, with one etcd for all tests and a prefix for each. */
class EtcdBackendInterop extends ClusterBackendContractTest {
  @TempDir static Path directory;

  private static EtcdServer server;
  private static int prefixes;

  @BeforeAll
  static void startServer() {
    server = new EtcdServer(directory);
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @Override
  protected List<ClusterBackend> openNodes(int count) {
    String prefix = "/contract/" + ++prefixes + "/";
    List<ClusterBackend> opened = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      opened.add(
          new EtcdBackendProvider()
              .open(
                  new NodeId("node-" + i),
                  TestSettings.options(
                      server.endpoint(), Map.of("prefix", prefix, "lease", "5s"))));
    }
    return opened;
  }

  @Test
  void members_areTheBusinessOfEtcd() throws Exception {
    ClusterBackend leader = leader();
    ClusterStatus status = await(leader.status());

    assertThat(status.members())
        .containsExactly(
            new ClusterStatus.Member(new NodeId("etcd-1"), "127.0.0.1:" + server.port(), true));
    assertThat(status.term()).isEqualTo(leader.election().current().fencingToken());
    assertThat(reason(leader.add(status.members().get(0)))).isEqualTo(Reason.UNSUPPORTED);
    assertThat(reason(leader.remove(leader.self()))).isEqualTo(Reason.UNSUPPORTED);
  }

  @Test
  void reachable_afterTheFirstAnswer_isTrue() throws Exception {
    EtcdBackend leader = (EtcdBackend) leader();

    assertThat(leader.reachable()).isTrue();
    assertThat(leader.silentNanos()).isNotNegative();
  }
}
