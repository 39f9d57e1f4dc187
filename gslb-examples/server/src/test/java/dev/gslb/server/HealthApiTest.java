package dev.gslb.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.config.ConfigLoader;
import dev.gslb.testkit.LoopbackPorts;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in effect for each server, who says so, and since when. */
final class HealthApiTest {
  private static final Pattern SINCE =
      Pattern.compile("\"healthy\":\\{\"value\":false.*?\"since\":\"([^\"]+)\"");

  @TempDir private Path folder;

  private ReferenceServer start(String more) throws Exception {
    Path file = folder.resolve("gslb.yaml");
    Files.writeString(
        file,
        """
        dns: {listen_address: "127.0.0.1:0"}
        api: {address: "127.0.0.1:0"}
        metrics: {address: "127.0.0.1:0"}
        overwatch: {data_dir: "%s"}
        regions:
          - name: us
            servers: [{address: 127.0.0.1, port: 1}]
            health_check: {type: tcp, interval: 100ms, failure_threshold: 1}
        domains: [{name: www.example.com, routing_algorithm: failover, regions: [us]}]
        %s
        """
            .formatted(folder.resolve("data"), more));
    return ReferenceServer.start(file, new ConfigLoader(Map.of(), getClass().getClassLoader()));
  }

  private static String get(ReferenceServer server, String path) throws Exception {
    InetSocketAddress address = server.apiAddress().orElseThrow();
    return ApiClient.send(address, "GET", path, null).body();
  }

  @Test
  void override_ofHealth_tellsSinceWhenItHolds() throws Exception {
    try (ReferenceServer server = start("")) {
      ClusterNodes.eventually(
          () -> get(server, "health/servers").contains("\"source\":\"tcp check\""));
      ApiClient.send(
          server.apiAddress().orElseThrow(),
          "PUT",
          "overrides/us/127.0.0.1",
          "{\"healthy\":false}");
      ClusterNodes.eventually(
          () -> get(server, "health/servers").contains("\"source\":\"override\",\"detail\""));
      Matcher since = SINCE.matcher(get(server, "health/servers"));
      assertThat(since.find()).isTrue();
      assertThat(get(server, "overrides")).contains("\"since\":\"" + since.group(1) + "\"");
      assertThat(get(server, "health/servers")).doesNotContain("votes");
    }
  }

  @Test
  void cluster_tellsWhatEachNodeSays() throws Exception {
    String cluster =
        """
        mode: cluster
        cluster:
          node_name: a
          bind_address: "127.0.0.1:%d"
          answer: all
          bootstrap: true
        """
            .formatted(LoopbackPorts.takePair());
    try (ReferenceServer server = start(cluster)) {
      ClusterNodes.eventually(
          () ->
              get(server, "health/servers")
                  .contains("\"votes\":[{\"node\":\"a\",\"healthy\":false,\"age_seconds\":"));
      ClusterNodes.eventually(
          () ->
              get(server, "health/servers").contains("\"source\":\"checks: 0 of 1 nodes say up\""));
      ClusterNodes.eventually(
          () ->
              get(server, "cluster/status")
                  .contains("\"store\":{\"reachable\":true,\"detail\":\"\"}"));
      assertThat(MetricsPage.get(server.metricsAddress().orElseThrow(), "/metrics"))
          .contains("gslb_state_store_reachable 1.0");
    }
  }
}
