package dev.gslb.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gslb.cluster.StateStoreException.Reason;
import dev.gslb.zone.Options;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalBackendTest extends ClusterBackendContractTest {
  private static final NodeId SELF = new NodeId("n1");

  @TempDir Path directory;

  @Override
  protected int mostNodes() {
    return 1;
  }

  @Override
  protected List<ClusterBackend> openNodes(int count) {
    return List.of(open());
  }

  private ClusterBackend open() {
    Options options = Options.of("path", directory.resolve("gslb.mv").toString());
    return new LocalBackendProvider().open(SELF, options);
  }

  @Test
  void open_again_leadsAnewWithAGreaterToken() {
    Leadership before = nodes.get(0).election().current();
    nodes.get(0).close();
    nodes = List.of(open());

    assertThat(nodes.get(0).election().current().self()).isTrue();
    assertThat(nodes.get(0).election().current().fencingToken())
        .isGreaterThan(before.fencingToken());
  }

  @Test
  void open_whileOpen_isRefusedAsInUse() {
    assertThatExceptionOfType(StateStoreException.class)
        .isThrownBy(this::open)
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.IN_USE));
  }

  @Test
  void members_areFixed() throws Exception {
    ClusterBackend node = nodes.get(0);
    ClusterStatus.Member member = new ClusterStatus.Member(new NodeId("n2"), "[::1]:1", true);

    assertThat(reason(node.add(member))).isEqualTo(Reason.UNSUPPORTED);
    assertThat(reason(node.remove(SELF))).isEqualTo(Reason.UNSUPPORTED);
    assertThat(await(node.status()).members())
        .containsExactly(new ClusterStatus.Member(SELF, "", true));
  }
}
