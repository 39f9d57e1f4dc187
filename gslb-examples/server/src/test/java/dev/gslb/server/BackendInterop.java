package dev.gslb.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.config.ConfigLoader;
import dev.gslb.testkit.LoopbackPorts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real HTTP server is killed and started again, and dig sees the answers follow. */
class BackendInterop {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path folder;
  private Process first;
  private Process second;
  private int port;

  @BeforeEach
  void start() throws Exception {
    Files.writeString(folder.resolve("index.html"), "hello\n");
    port = LoopbackPorts.take();
    first = backend("127.0.0.31");
    second = backend("127.0.0.32");
  }

  @AfterEach
  void stop() throws Exception {
    kill(first);
    kill(second);
  }

  /** nginx in the foreground, without a worker's privileges to drop. */
  private Process backend(String address) throws IOException {
    Path config = folder.resolve(address + ".conf");
    Files.writeString(
        config,
        """
        daemon off;
        master_process off;
        pid %1$s/%2$s.pid;
        error_log %1$s/%2$s.log;
        events {}
        http {
          access_log off;
          client_body_temp_path %1$s/body;
          proxy_temp_path %1$s/proxy;
          fastcgi_temp_path %1$s/fastcgi;
          uwsgi_temp_path %1$s/uwsgi;
          scgi_temp_path %1$s/scgi;
          server { listen %2$s:%3$d; root %1$s; }
        }
        """
            .formatted(folder, address, port));
    Process process =
        new ProcessBuilder("nginx", "-p", folder.toString(), "-c", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(address + ".out").toFile())
            .start();
    Awaitility.await().atMost(PATIENCE).until(() -> connects(address));
    return process;
  }

  private boolean connects(String address) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), 500);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static void kill(Process process) throws InterruptedException {
    process.destroyForcibly();
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void backend_killedAndRestarted_leavesAndReturns() throws Exception {
    Path file = folder.resolve("gslb.yaml");
    Files.writeString(
        file,
        """
        dns: {listen_address: "127.0.0.1:0"}
        regions:
          - name: here
            servers: [{address: 127.0.0.31, port: %1$d}, {address: 127.0.0.32, port: %1$d}]
            health_check:
              {type: http, path: /index.html, interval: 200ms, timeout: 200ms,
               failure_threshold: 3, success_threshold: 2}
        domains:
          - {name: www.example.com, routing_algorithm: failover, regions: [here]}
        """
            .formatted(port));
    try (ReferenceServer server =
        ReferenceServer.start(file, new ConfigLoader(Map.of(), getClass().getClassLoader()))) {
      InetSocketAddress address = server.addresses().get(0);
      awaitAnswer(address, "127.0.0.31");
      kill(first);
      awaitAnswer(address, "127.0.0.32");
      first = backend("127.0.0.31");
      awaitAnswer(address, "127.0.0.31");
    }
  }

  private static void awaitAnswer(InetSocketAddress server, String expected) {
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(Dig.DIG.ask(server, false, "www.example.com", "A").answer())
                    .isEqualTo(List.of("www.example.com. 60 A " + expected)));
  }
}
