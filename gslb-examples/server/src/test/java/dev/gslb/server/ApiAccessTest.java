package dev.gslb.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.config.ConfigLoader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may manage a server. */
final class ApiAccessTest {
  private static final String TOKEN = "0123456789abcdef";
  private static final String STATUS = "cluster/status";

  @TempDir private Path folder;

  private ReferenceServer start(String api) throws IOException {
    Path file = folder.resolve("gslb.yaml");
    Files.writeString(
        file,
        """
        dns: {listen_address: "127.0.0.1:0"}
        api: {address: "127.0.0.1:0"%s}
        overwatch: {data_dir: "%s"}
        regions: [{name: us, servers: [{address: 192.0.2.1}]}]
        domains: [{name: www.example.com, regions: [us]}]
        """
            .formatted(api, folder.resolve("state")));
    return ReferenceServer.start(file, new ConfigLoader(Map.of(), getClass().getClassLoader()));
  }

  private static int get(ReferenceServer server, String... headers) throws Exception {
    InetSocketAddress address = server.apiAddress().orElseThrow();
    return ApiClient.send(address, "GET", STATUS, null, headers).status();
  }

  @Test
  void token_wrongOrMissing_isNotLetIn() throws Exception {
    try (ReferenceServer server = start(", token: " + TOKEN)) {
      assertThat(get(server)).isEqualTo(401);
      assertThat(get(server, "Authorization", "Bearer 0123456789abcdeF")).isEqualTo(401);
      assertThat(get(server, "Authorization", "Basic " + TOKEN)).isEqualTo(401);
      assertThat(get(server, "Authorization", "Bearer " + TOKEN)).isEqualTo(200);
      assertThat(get(server, "Authorization", "Bearer " + TOKEN, "Origin", "http://a.example"))
          .isEqualTo(200);
    }
  }

  @Test
  void noToken_browserPages_areNotLetIn() throws Exception {
    try (ReferenceServer server = start("")) {
      assertThat(get(server)).isEqualTo(200);
      assertThat(get(server, "Origin", "http://a.example")).isEqualTo(403);
      assertThat(get(server, "Sec-Fetch-Site", "cross-site")).isEqualTo(403);
      assertThat(get(server, "Sec-Fetch-Site", "same-origin")).isEqualTo(403);
    }
  }

  /** A page whose own name leads to this host says that name. */
  @Test
  void noToken_hostIsAName_isNotLetIn() throws Exception {
    try (ReferenceServer server = start("")) {
      for (String host :
          List.of("localhost", "LOCALHOST:8080", "127.0.0.1:8080", "192.0.2.7", "[::1]:8080")) {
        assertThat(statusLine(server, "Host: " + host)).as(host).contains(" 200 ");
      }
      for (String host :
          List.of(
              "pages.example:8080",
              "localhost.pages.example",
              "127.0.0.1.pages.example",
              "127.0.0.1@pages.example",
              "[::1].pages.example",
              "")) {
        assertThat(statusLine(server, "Host: " + host)).as(host).contains(" 403 ");
      }
      assertThat(statusLine(server, "Host: localhost\r\nHost: pages.example")).contains(" 403 ");
      assertThat(statusLine(server, "X-Nothing: here")).contains(" 403 ");
    }
    try (ReferenceServer server = start(", token: " + TOKEN)) {
      String token = "\r\nAuthorization: Bearer " + TOKEN;
      assertThat(statusLine(server, "Host: gslb.example" + token)).contains(" 200 ");
    }
  }

  /** Over a socket: the JDK's client writes the host itself. */
  private static String statusLine(ReferenceServer server, String header) throws IOException {
    InetSocketAddress address = server.apiAddress().orElseThrow();
    String head = "GET /api/v1/" + STATUS + " HTTP/1.1\r\n" + header + "\r\n";
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      socket
          .getOutputStream()
          .write((head + "Connection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      return String.valueOf(in.readLine());
    }
  }

  @Test
  void allowedNetworks_others_areNotLetIn() throws Exception {
    try (ReferenceServer server = start(", allowed_networks: [192.0.2.0/24]")) {
      assertThat(get(server)).isEqualTo(403);
    }
    try (ReferenceServer server = start(", allowed_networks: [192.0.2.0/24, 127.0.0.0/8]")) {
      assertThat(get(server)).isEqualTo(200);
    }
  }

  @Test
  void body_tooLong_isRefused() throws Exception {
    try (ReferenceServer server = start("")) {
      String json = "{\"reason\":\"" + "x".repeat(70_000) + "\"}";
      InetSocketAddress address = server.apiAddress().orElseThrow();
      assertThat(ApiClient.send(address, "PUT", "overrides/us/192.0.2.1", json).status())
          .isEqualTo(413);
    }
  }
}
