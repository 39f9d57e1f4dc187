package dev.gslb.cluster.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gslb.cluster.ClusterBackendProvider;
import dev.gslb.cluster.NodeId;
import dev.gslb.zone.Options;
import dev.gslb.zone.RefusedException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The options. */
class RatisConfigTest {

  @Test
  void provider_isFoundByItsKind() {
    assertThat(ServiceLoader.load(ClusterBackendProvider.class))
        .anyMatch(provider -> provider.kind().equals("ratis"));
  }

  @Test
  void read_leastOptions_hasDefaults() {
    RatisConfig config = RatisConfig.read(options(Map.of()));

    assertThat(config.cluster()).isEqualTo("gslb");
    assertThat(config.advertise()).isEqualTo(new HostPort("127.0.0.1", 7001));
    assertThat(config.electionMin()).isEqualTo(Duration.ofMillis(300));
    assertThat(config.electionMax()).isEqualTo(Duration.ofMillis(450));
    assertThat(config.snapshotInterval()).isEqualTo(Duration.ofMinutes(2));
    assertThat(config.snapshotThreshold()).isEqualTo(8192);
    assertThat(config.bootstrap()).isFalse();
    assertThat(config.tls()).isEmpty();
  }

  @Test
  void read_peersAndAddresses_areTaken() {
    RatisConfig config =
        RatisConfig.read(
            options(
                Map.of(
                    "bind_address",
                    "[::1]:7001",
                    "advertise_address",
                    "localhost:7002",
                    "bootstrap",
                    true,
                    "peers",
                    List.of("a=127.0.0.1:1", "b=[::1]:2"))));

    assertThat(config.bind()).hasToString("[::1]:7001");
    assertThat(config.advertise()).hasToString("localhost:7002");
    assertThat(config.peers())
        .isEqualTo(
            Map.of(
                new NodeId("a"), new HostPort("127.0.0.1", 1),
                new NodeId("b"), new HostPort("::1", 2)));
  }

  @Test
  void read_equalTimeouts_areSpread() {
    RatisConfig config =
        RatisConfig.read(options(Map.of("heartbeat_timeout", "1s", "election_timeout", "1s")));

    assertThat(config.electionMin()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.electionMax()).isEqualTo(Duration.ofMillis(1500));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bind_address | nowhere | bind_address: nowhere (expected: host:port)",
        "bind_address | 127.0.0.1:0 | bind_address: 127.0.0.1:0 (expected: host:port)",
        "bind_address | 10.0.0.1:7001 | tls: nothing (expected: cert, key and ca",
        "advertise_address | 0.0.0.0:7001 | (expected: an address that the others can reach)",
        "cluster | a b | cluster: a b (expected: 1 to 63 letters",
        "heartbeat_timeout | 10ms | heartbeat_timeout: PT0.01S (expected: 100ms to 30s)",
        "election_timeout | 1h | election_timeout: PT1H (expected: 100ms to 30s)",
        "snapshot_interval | 1ms | snapshot_interval: PT0.001S (expected: at least 1s)",
        "unknown | x | unknown: x (expected: one of"
      })
  void read_wrongText_isRefused(String name, String value, String message) {
    assertThatThrownBy(() -> RatisConfig.read(options(Map.of(name, value))))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(message);
  }

  @Test
  void read_contradictions_areRefused() {
    assertRefused(
        Map.of("peers", List.of("a=127.0.0.1:1")), "peers: [a] (expected: only with bootstrap");
    assertRefused(Map.of("bootstrap", true, "join", List.of("127.0.0.1:1")), "join: [127.0.0.1:1]");
    assertRefused(Map.of("listener", true), "listener: true (expected: only with join)");
    assertRefused(
        Map.of("bootstrap", true, "peers", List.of("a:127.0.0.1")), "node=host:port, each node");
    assertRefused(Map.of("snapshot_threshold", 1L), "snapshot_threshold: 1 (expected: 16..");
    assertRefused(
        Map.of("tls", Map.of("cert", "/missing", "key", "/missing", "other", "x")),
        "tls.cert: /missing (expected: a file that can be read)");
  }

  @Test
  void read_noDirectory_isRefused() {
    assertThatThrownBy(
            () -> RatisConfig.read(new Options(Map.of("bind_address", "127.0.0.1:7001"))))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("data_dir: nothing (expected: a path)");
  }

  private static void assertRefused(Map<String, Object> more, String message) {
    assertThatThrownBy(() -> RatisConfig.read(options(more)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(message);
  }

  private static Options options(Map<String, Object> more) {
    Map<String, Object> all = new HashMap<>();
    all.put("data_dir", "d");
    all.put("bind_address", "127.0.0.1:7001");
    all.putAll(more);
    return new Options(all);
  }
}
