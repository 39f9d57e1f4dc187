package dev.gslb.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code gslb cluster} against a server that says what the test has it say. */
final class ClusterCommandTest {
  private final Queue<String> bodies = new ArrayDeque<>();

  @TempDir private Path folder;
  private HttpServer server;
  private int status = 200;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            byte[] body = bodies.remove().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private Run cluster(String command, String... arguments) {
    InetSocketAddress address = server.getAddress();
    List<String> all = new ArrayList<>(List.of("cluster", command));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--api", "http://127.0.0.1:" + address.getPort()));
    return Run.of(all.toArray(String[]::new));
  }

  @Test
  void status_wait_isForTheNodeToAnswerAndNotForALeaderAlone() {
    bodies.add("{\"leader\":null,\"answering\":false}");
    bodies.add("{\"leader\":\"a\",\"answering\":false}");
    bodies.add("{\"leader\":\"a\",\"answering\":true}");
    bodies.add("{\"leader\":\"a\",\"answering\":true,\"last\":true}");

    Run run = cluster("status", "--wait", "60");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("\"last\":true");
    assertThat(bodies).isEmpty();
  }

  @Test
  void backup_fileBefore_isReplacedByOneForItsOwnerAlone() throws Exception {
    Path file = Files.writeString(folder.resolve("b.state"), "long before, for all to read");
    Files.writeString(folder.resolve("b.state.part"), "left by a crash, for all to read");
    bodies.add("whole");

    assertThat(cluster("backup", file.toString()).exitCode()).isZero();
    assertThat(file).hasContent("whole");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void backup_refused_saysWhyAndLeavesTheFileBefore() throws Exception {
    Path file = Files.writeString(folder.resolve("b.state"), "before");
    status = 503;
    bodies.add("{\"error\":\"another backup or restore is under way\"}");

    Run run = cluster("backup", file.toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("another backup or restore is under way");
    assertThat(file).hasContent("before");
  }

  @Test
  void patience_ofTheCommandLine_outlastsTheServers() {
    assertThat(ApiOptions.PATIENCE.toSeconds()).isGreaterThan(Api.SECONDS);
    assertThat(ApiOptions.LONG_PATIENCE.toSeconds()).isGreaterThan(Api.LONG_SECONDS);
    assertThat(ApiOptions.BACKUP_PATIENCE.toSeconds()).isGreaterThan(HttpService.RESPONSE_SECONDS);
    assertThat(HttpService.RESPONSE_SECONDS).isGreaterThan(Api.LONG_SECONDS);
  }
}
