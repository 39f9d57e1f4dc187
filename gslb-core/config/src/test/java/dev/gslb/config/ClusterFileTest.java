package dev.gslb.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gslb.config.ClusterConfig.Answer;
import dev.gslb.spi.Network;
import dev.gslb.spi.NotServing;
import dev.gslb.zone.RefusedException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the state is kept, who answers, and where the server is managed. */
class ClusterFileTest {
  @TempDir Path folder;

  private ServerConfig load(LaunchOptions launch, String... lines) throws Exception {
    Path file = folder.resolve("gslb.yaml");
    Files.writeString(file, "dns: {zones: [example.com]}\n" + String.join("\n", lines) + "\n");
    return new ConfigLoader(Map.of(), List.of(), List.of()).launchedWith(launch).load(file);
  }

  private ServerConfig load(String... lines) throws Exception {
    return load(LaunchOptions.NONE, lines);
  }

  @Test
  void nothing_isAServerWithoutStateAndWithoutManagement() throws Exception {
    ServerConfig config = load();

    assertThat(config.mode()).isEqualTo(ServerConfig.Mode.STANDALONE);
    assertThat(config.state()).isEmpty();
    assertThat(config.cluster()).isEmpty();
    assertThat(config.api().enabled()).isFalse();
  }

  @Test
  void api_alone_keepsItsStateInTheDefaultFolder() throws Exception {
    ServerConfig config = load("api: {}");

    assertThat(config.api().enabled()).isTrue();
    assertThat(config.api().address()).isEqualTo(new InetSocketAddress("127.0.0.1", 8080));
    StateConfig state = config.state().orElseThrow();
    assertThat(state.backend()).isEqualTo("local");
    assertThat(state.options().values()).containsEntry("path", "/var/lib/gslb/state.mv");
  }

  @Test
  void dataDir_isWhereTheStateIs() throws Exception {
    ServerConfig config =
        load("overwatch: {data_dir: /srv/gslb}", "cluster: {mode: standalone, node_name: one}");

    assertThat(config.state().orElseThrow().node()).isEqualTo("one");
    assertThat(config.state().orElseThrow().options().values())
        .containsEntry("path", "/srv/gslb/state.mv")
        .containsEntry("export", "/srv/gslb/state.backup");
  }

  @Test
  void cluster_smallest_derivesRaftFromGossip() throws Exception {
    ServerConfig config =
        load(
            "mode: cluster",
            "cluster: {node_name: a, bind_address: '127.0.0.1:7100', join: ['127.0.0.2:7100']}");

    assertThat(config.mode()).isEqualTo(ServerConfig.Mode.CLUSTER);
    StateConfig state = config.state().orElseThrow();
    assertThat(state.node()).isEqualTo("a");
    assertThat(state.backend()).isEqualTo("ratis");
    assertThat(state.options().values())
        .containsEntry("data_dir", "/var/lib/gslb/raft")
        .containsEntry("bind_address", "127.0.0.1:7101")
        .containsEntry("advertise_address", "127.0.0.1:7101")
        .containsEntry("bootstrap", false)
        .containsEntry("join", List.of("127.0.0.2:7101"));
    ClusterConfig cluster = config.cluster().orElseThrow();
    assertThat(cluster.answer()).isEqualTo(Answer.LEADER);
    assertThat(cluster.notServing()).isEqualTo(NotServing.REFUSE);
    assertThat(cluster.servingDeadline()).isEqualTo(Duration.ofSeconds(5));
    assertThat(cluster.gossip().failureTimeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(cluster.anycast()).isEmpty();
  }

  @Test
  void cluster_everything_isRead() throws Exception {
    String key = Base64.getEncoder().encodeToString(new byte[32]);
    ServerConfig config =
        load(
            "mode: cluster",
            "overwatch: {data_dir: /srv}",
            "api: {address: '[::1]:0', token: 0123456789abcdef, allowed_networks: ['::1/128']}",
            "cluster:",
            "  node_name: a",
            "  bind_address: 10.0.0.1:7100",
            "  advertise_address: 192.0.2.1:7100",
            "  bootstrap: true",
            "  answer: all",
            "  not_serving: ignore",
            "  serving_deadline: 3s",
            "  gossip: {failure_timeout: 20s, encryption_key: " + key + "}",
            "  health: {checkers: 2}",
            "  anycast_vip: 192.0.2.53",
            "  anycast: {device: dummy0, check: [birdc, show, protocols]}",
            "  raft: {election_timeout: 1s, tls: {cert: c.pem, key: k.pem, ca: ca.pem}}");

    assertThat(config.state().orElseThrow().options().values())
        .containsEntry("data_dir", "/srv/raft")
        .containsEntry("advertise_address", "192.0.2.1:7101")
        .containsEntry("bootstrap", true)
        .containsEntry("election_timeout", "1s")
        .containsKey("tls");
    ClusterConfig cluster = config.cluster().orElseThrow();
    assertThat(cluster.answer()).isEqualTo(Answer.ALL);
    assertThat(cluster.notServing()).isEqualTo(NotServing.IGNORE);
    assertThat(cluster.servingDeadline()).isEqualTo(Duration.ofSeconds(3));
    assertThat(cluster.checkers()).isEqualTo(2);
    assertThat(cluster.gossip().key()).hasValueSatisfying(found -> assertThat(found).hasSize(32));
    assertThat(cluster.gossip().failureTimeout()).isEqualTo(Duration.ofSeconds(20));
    assertThat(cluster.anycast())
        .contains(
            new AnycastConfig(
                InetAddress.getByName("192.0.2.53"),
                List.of("ip", "address", "replace", "192.0.2.53/32", "dev", "dummy0"),
                List.of("ip", "address", "del", "192.0.2.53/32", "dev", "dummy0"),
                List.of("birdc", "show", "protocols")));
    assertThat(config.api().token()).contains("0123456789abcdef");
    assertThat(config.api().allowedNetworks()).hasToString("[::1/128]");
    assertThat(config.toString()).doesNotContain("0123456789abcdef").doesNotContain(key);
  }

  @Test
  void relativePaths_beginAtTheDirectoryOfTheFile() throws Exception {
    Map<String, Object> alone =
        load("overwatch: {data_dir: state}").state().orElseThrow().options().values();
    Map<String, Object> node =
        load("mode: cluster", "cluster: {node_name: a, raft: {data_dir: log, tls: {ca: ca.pem}}}")
            .state()
            .orElseThrow()
            .options()
            .values();

    assertThat(alone).containsEntry("path", folder.resolve("state/state.mv").toString());
    assertThat(node)
        .containsEntry("data_dir", folder.resolve("log").toString())
        .containsEntry("tls", Map.of("ca", folder.resolve("ca.pem").toString()));
  }

  @Test
  void etcd_optionsAreTheBackends() throws Exception {
    ServerConfig config =
        load(
            "cluster: {mode: cluster, node_name: a, backend: etcd,"
                + " etcd: {endpoints: ['http://127.0.0.1:2379']}}");

    assertThat(config.state().orElseThrow().backend()).isEqualTo("etcd");
    assertThat(config.state().orElseThrow().options().values())
        .containsExactly(Map.entry("endpoints", List.of("http://127.0.0.1:2379")));
  }

  @Test
  void flags_goBeforeTheFile() throws Exception {
    InetSocketAddress peer = new InetSocketAddress("127.0.0.9", 7000);
    LaunchOptions launch =
        new LaunchOptions(Optional.of(ServerConfig.Mode.CLUSTER), true, List.of(peer));

    ServerConfig config = load(launch, "cluster: {mode: standalone, node_name: a}");

    assertThat(config.mode()).isEqualTo(ServerConfig.Mode.CLUSTER);
    assertThat(config.cluster().orElseThrow().join()).containsExactly(peer);
    assertThat(config.state().orElseThrow().options().values()).containsEntry("bootstrap", true);
  }

  @Test
  void flagStandalone_passesOverTheClusterOfTheFile() throws Exception {
    LaunchOptions launch =
        new LaunchOptions(Optional.of(ServerConfig.Mode.STANDALONE), false, List.of());

    ServerConfig config =
        load(launch, "mode: cluster", "cluster: {node_name: a, bind_address: '127.0.0.1:7100'}");

    assertThat(config.mode()).isEqualTo(ServerConfig.Mode.STANDALONE);
    assertThat(config.cluster()).isEmpty();
  }

  @Test
  void flagsOfACluster_withoutOne_areRefused() {
    LaunchOptions launch = new LaunchOptions(Optional.empty(), true, List.of());

    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> load(launch))
        .withMessageContaining("--bootstrap or --join (expected: these flags with mode cluster");
  }

  @Test
  void network_containsWhatBeginsWithItsBits() throws Exception {
    Network network = new Network(InetAddress.getByName("192.0.2.128"), 25);

    assertThat(network.contains(InetAddress.getByName("192.0.2.200"))).isTrue();
    assertThat(network.contains(InetAddress.getByName("192.0.2.1"))).isFalse();
    assertThat(network.contains(InetAddress.getByName("::1"))).isFalse();
    assertThat(new Network(InetAddress.getByName("::"), 0).contains(InetAddress.getByName("::1")))
        .isTrue();
  }
}
