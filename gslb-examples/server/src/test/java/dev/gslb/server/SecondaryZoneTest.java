package dev.gslb.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.GslbServer;
import dev.gslb.config.ConfigLoader;
import dev.gslb.spi.AccessRule;
import dev.gslb.spi.ExchangeConfig;
import dev.gslb.spi.Network;
import dev.gslb.spi.ZoneExchange;
import dev.gslb.spi.ZoneExchange.GslbContent;
import dev.gslb.zone.Zone;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file names the primaries of a zone; it is served, kept over reloads and restarts. */
class SecondaryZoneTest {
  private static final String NAME = "www.example.org";

  @TempDir private Path folder;

  private static GslbServer primary() throws IOException {
    AccessRule loopback = AccessRule.from(new Network(InetAddress.getLoopbackAddress(), 8));
    ZoneExchange exchange = new ZoneExchange(List.of(loopback), List.of(), GslbContent.OMIT);
    Zone zone =
        Zone.builder("example.org").synthesizeApex().add(NAME, "A", 60, "192.0.2.7").build();
    return GslbServer.builder()
        .zone(zone)
        .exchange(new ExchangeConfig(List.of(), exchange, Map.of()))
        .start();
  }

  private static ReferenceServer start(Path file) throws IOException {
    return ReferenceServer.start(
        file, new ConfigLoader(Map.of(), SecondaryZoneTest.class.getClassLoader()));
  }

  private static List<String> answer(ReferenceServer server) throws IOException {
    return new DemoClient(server.addresses().get(0)).addresses(NAME, null);
  }

  @Test
  void aZoneWithPrimaries_isServedAndOutlastsReloadAndRestart() throws IOException {
    Path file = folder.resolve("gslb.yaml");
    String text =
        """
        dns: {listen_address: "127.0.0.1:0"}
        transfers: {data_dir: kept}
        zones:
          - {name: example.org, primaries: [{address: "127.0.0.1:%d"}]}
        """;
    try (GslbServer primary = primary()) {
      Files.writeString(file, text.formatted(primary.port()));
      try (ReferenceServer server = start(file)) {
        Awaitility.await()
            .atMost(Duration.ofSeconds(30))
            .ignoreExceptions()
            .untilAsserted(() -> assertThat(answer(server)).containsExactly("192.0.2.7"));
        String more = "  - {name: example.net}\n";
        Files.writeString(file, text.formatted(primary.port()) + more);
        server.reload();
        assertThat(server.config().zones()).hasSize(1);
        assertThat(answer(server)).containsExactly("192.0.2.7");
        Awaitility.await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> Files.exists(folder.resolve("kept/example.org.zone")));
      }
    }
    Files.writeString(file, text.formatted(1));
    try (ReferenceServer server = start(file)) {
      assertThat(answer(server)).as("without a primary, at once").containsExactly("192.0.2.7");
    }
  }
}
