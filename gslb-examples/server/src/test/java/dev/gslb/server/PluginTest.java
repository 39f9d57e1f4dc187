package dev.gslb.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gslb.GslbServer;
import dev.gslb.config.ConfigLoader;
import dev.gslb.zone.RefusedException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A router in a jar of a third party, which is not on this JVM's class path. */
final class PluginTest {
  private static final String CONFIGURATION =
      """
      dns: {listen_address: "127.0.0.1:0"}
      logging: {level: error}
      regions:
        - name: here
          servers:
            - {address: 192.0.2.1}
            - {address: 192.0.2.2}
            - {address: 192.0.2.3}
            - {address: 192.0.2.4}
      domains:
        - {name: www.example.com, routing_algorithm: sticky, regions: [here]}
      """;

  @TempDir private Path folder;
  private Path file;
  private URLClassLoader plugins;

  @BeforeEach
  void openJar() throws IOException {
    Path jar = Path.of(System.getProperty("plugin.jar"));
    assertThat(jar).exists();
    plugins = new URLClassLoader(new URL[] {jar.toUri().toURL()}, getClass().getClassLoader());
    file = folder.resolve("gslb.yaml");
    Files.writeString(file, CONFIGURATION);
  }

  @AfterEach
  void closeJar() throws IOException {
    plugins.close();
  }

  @Test
  void load_withoutTheJar_refusesTheRouterByName() {
    ConfigLoader loader = new ConfigLoader(Map.of(), getClass().getClassLoader());

    assertThatThrownBy(() -> loader.load(file))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("gslb.yaml:11:")
        .hasMessageContaining("sticky");
  }

  @Test
  void builder_givenTheJar_keepsEachNetworkAtOneEndpoint() throws IOException {
    ConfigLoader loader = new ConfigLoader(Map.of(), plugins);
    try (GslbServer server =
        GslbServer.builder().plugins(plugins).zones(loader.load(file).zones()).start()) {
      assertSticky(server.addresses().get(0));
    }
  }

  @Test
  void referenceServer_jarInTheContextLoader_findsTheRouter() throws IOException {
    Thread thread = Thread.currentThread();
    ClassLoader own = thread.getContextClassLoader();
    thread.setContextClassLoader(plugins);
    try (ReferenceServer server =
        ReferenceServer.start(file, new ConfigLoader(Map.of(), getClass().getClassLoader()))) {
      assertSticky(server.addresses().get(0));
    } finally {
      thread.setContextClassLoader(own);
    }
  }

  private static void assertSticky(InetSocketAddress server) throws IOException {
    DemoClient client = new DemoClient(server);
    Set<String> seen = new TreeSet<>();
    for (int network = 0; network < 16; network++) {
      String prefix = "203.0." + network + ".0";
      Set<String> answers = new TreeSet<>();
      for (int query = 0; query < 4; query++) {
        answers.addAll(client.addresses("www.example.com", prefix));
      }
      assertThat(answers).as(prefix).hasSize(1);
      seen.addAll(answers);
    }
    assertThat(seen).as("sixteen networks share four endpoints").hasSizeGreaterThan(1);
  }
}
