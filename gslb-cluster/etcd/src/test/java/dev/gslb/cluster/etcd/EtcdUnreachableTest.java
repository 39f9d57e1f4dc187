package dev.gslb.cluster.etcd;

import static dev.gslb.cluster.etcd.Awaited.await;
import static dev.gslb.cluster.etcd.Awaited.reason;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.cluster.ClusterStatus;
import dev.gslb.cluster.Key;
import dev.gslb.cluster.Leadership;
import dev.gslb.cluster.NodeId;
import dev.gslb.cluster.RecordingListener;
import dev.gslb.cluster.StateStoreException.Reason;
import dev.gslb.cluster.Transaction;
import dev.gslb.cluster.Value;
import dev.gslb.cluster.Watch;
import dev.gslb.testkit.LoopbackPorts;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A backend that is opened while no etcd listens. */
class EtcdUnreachableTest {
  private static final Key KEY = new Key("a");

  private EtcdBackend backend;

  @BeforeEach
  void open() {
    String endpoint = "http://127.0.0.1:" + LoopbackPorts.take();
    backend =
        EtcdBackend.open(
            new NodeId("alone"), TestSettings.of(endpoint, Map.of("timeout", "500ms")));
  }

  @AfterEach
  void close() {
    backend.close();
  }

  @Test
  void calls_areUnavailable() throws Exception {
    assertThat(reason(backend.store().get(KEY))).isEqualTo(Reason.UNAVAILABLE);
    assertThat(reason(backend.store().list("", Optional.empty(), 1))).isEqualTo(Reason.UNAVAILABLE);
    assertThat(reason(backend.store().commit(Transaction.put(KEY, Value.of("v")))))
        .isEqualTo(Reason.UNAVAILABLE);
    assertThat(reason(backend.store().grantLease(Duration.ofSeconds(5))))
        .isEqualTo(Reason.UNAVAILABLE);
    assertThat(backend.health().reachable()).isFalse();
    assertThat(backend.health().detail()).startsWith("no answer since 2");
  }

  @Test
  void election_hasNoLeader() throws Exception {
    assertThat(backend.election().current()).isEqualTo(Leadership.NONE);
    assertThat(reason(backend.election().confirm())).isEqualTo(Reason.UNAVAILABLE);
    assertThat(reason(backend.election().transfer(Optional.empty()))).isEqualTo(Reason.UNAVAILABLE);
  }

  @Test
  void status_tellsWhatIsKnown() throws Exception {
    ClusterStatus status = await(backend.status());

    assertThat(status.backend()).isEqualTo("etcd");
    assertThat(status.leader()).isEmpty();
    assertThat(status.members()).hasSize(1);
  }

  @Test
  void watch_waitsInSilence_andEndsWithTheStore() throws Exception {
    RecordingListener told = new RecordingListener();
    Watch watch = backend.store().watch("", 1, told);
    assertThat(reason(backend.store().get(KEY))).isEqualTo(Reason.UNAVAILABLE);
    assertThat(told.isQuiet()).isTrue();

    backend.close();
    assertThat(told.next()).isEqualTo(new RecordingListener.Failed(Reason.CLOSED));
    watch.close();
  }
}
