package dev.gslb.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.config.ConfigLoader;
import dev.gslb.spi.Explanation;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.RecordType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A file by somebody who knows only the keys of OpenGSLB is served as it is; but for its servers'
 * port, in the place of which a free one is put.
 */
final class OpenGslbFileTest {
  @TempDir private static Path folder;
  private static final List<DemoBackend> BACKENDS = new ArrayList<>();
  private static ReferenceServer server;
  private static DemoClient client;

  @BeforeAll
  static void start() throws IOException {
    int port = 0;
    for (String address : List.of("127.0.0.41", "127.0.0.42", "127.0.0.43", "127.0.0.44")) {
      DemoBackend backend = new DemoBackend("any", address, port);
      BACKENDS.add(backend);
      port = backend.port();
    }
    String text;
    try (InputStream in = OpenGslbFileTest.class.getResourceAsStream("/opengslb.yaml")) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    Path file = folder.resolve("opengslb.yaml");
    Files.writeString(file, text.replace("port: 8080", "port: " + port));
    ConfigLoader loader = new ConfigLoader(Map.of(), OpenGslbFileTest.class.getClassLoader());
    server = ReferenceServer.start(file, loader);
    client = new DemoClient(server.addresses().get(0));
  }

  @AfterAll
  static void stop() {
    server.close();
    BACKENDS.forEach(DemoBackend::close);
  }

  private static Set<String> addresses(String name, @Nullable String network, int queries)
      throws IOException {
    Set<String> seen = new TreeSet<>();
    for (int i = 0; i < queries; i++) {
      List<String> answer = client.addresses(name, network);
      assertThat(answer).as(name).hasSize(1);
      seen.addAll(answer);
    }
    return seen;
  }

  private static List<String> explained(String name, RecordType type) {
    Explanation explanation = server.dns().explain(DomainName.of(name), type, null);
    return explanation.answers();
  }

  @Test
  void eachAlgorithm_answersFromItsRegions() throws IOException {
    assertThat(addresses("app.gslb.example.com", null, 3))
        .containsExactly("127.0.0.41", "127.0.0.42", "127.0.0.43");
    assertThat(addresses("web.gslb.example.com", null, 400))
        .containsExactly("127.0.0.41", "127.0.0.42", "127.0.0.43");
    assertThat(addresses("geo.gslb.example.com", null, 2))
        .containsExactly("127.0.0.41", "127.0.0.42");
    assertThat(addresses("geo.gslb.example.com", "10.20.1.0", 2)).containsExactly("127.0.0.43");
    assertThat(addresses("fast.gslb.example.com", null, 4))
        .isSubsetOf("127.0.0.41", "127.0.0.42", "127.0.0.43");
    assertThat(addresses("any.apps.gslb.example.com", null, 2)).containsExactly("10.0.3.10");
  }

  @Test
  void ttlsAndZone_areAsWritten() {
    assertThat(explained("app.gslb.example.com", RecordType.A))
        .singleElement()
        .asString()
        .containsPattern("\\s15\\s");
    assertThat(explained("web.gslb.example.com", RecordType.A))
        .singleElement()
        .asString()
        .containsPattern("\\s30\\s");
    assertThat(explained("gslb.example.com", RecordType.SOA))
        .singleElement()
        .asString()
        .contains("ns1.gslb.example.com.");
  }

  @Test
  void service_limitsAServerToItsDomain() {
    Explanation api =
        server.dns().explain(DomainName.of("api.gslb.example.com"), RecordType.A, null);
    assertThat(api.steps().get(0).candidates()).anyMatch(label -> label.contains("127.0.0.44"));
    Explanation app =
        server.dns().explain(DomainName.of("app.gslb.example.com"), RecordType.A, null);
    assertThat(app.steps().get(0).candidates()).noneMatch(label -> label.contains("127.0.0.44"));
  }

  @Test
  void healthCheck_backendStoppedAndStarted_leavesAndReturns() throws IOException {
    assertThat(addresses("api.gslb.example.com", null, 1)).containsExactly("127.0.0.41");
    BACKENDS.get(0).stop();
    awaitFailover("127.0.0.42");
    BACKENDS.get(0).start();
    awaitFailover("127.0.0.41");

    assertThat(MetricsPage.get(server.metricsAddress().orElseThrow(), "/metrics"))
        .contains("gslb_configured_domains 6.0")
        .contains("gslb_configured_servers 5.0")
        .contains("gslb_healthy_servers 5.0");
  }

  private static void awaitFailover(String address) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> assertThat(addresses("api.gslb.example.com", null, 1)).containsExactly(address));
  }
}
