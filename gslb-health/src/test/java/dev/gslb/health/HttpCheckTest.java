package dev.gslb.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gslb.spi.HealthCheck;
import dev.gslb.spi.HealthCheck.Observation;
import dev.gslb.zone.HealthCheckConfig;
import dev.gslb.zone.Options;
import dev.gslb.zone.Problem;
import dev.gslb.zone.RefusedException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpCheckTest {

  private final HttpCheckProvider provider = new HttpCheckProvider();

  @Test
  void observe_defaults_sendsPlainRequest() throws Exception {
    try (TestWeb web = TestWeb.http()) {
      observe(web.port(), Options.NONE);

      TestWeb.Seen request = web.seen.take();
      assertThat(request.method()).isEqualTo("GET");
      assertThat(request.uri()).isEqualTo("/");
      assertThat(request.headers().get("Host")).containsExactly("127.0.0.1:" + web.port());
      assertThat(request.headers().get("User-Agent")).containsExactly("gslb-health");
      assertThat(request.headers().get("Connection")).containsExactly("close");
      assertThat(request.headers().keySet())
          .containsExactlyInAnyOrder("Host", "User-agent", "Accept", "Connection");
    }
  }

  @Test
  void observe_hostPathAndMethod_areSentAsWritten() throws Exception {
    try (TestWeb web = TestWeb.http()) {
      Options options =
          Options.of("host", "app.example.com").with("path", "/a?b=c").with("method", "HEAD");
      Observation observation = observe(web.port(), options);

      TestWeb.Seen request = web.seen.take();
      assertThat(observation).returns(true, Observation::success);
      assertThat(request.method()).isEqualTo("HEAD");
      assertThat(request.uri()).isEqualTo("/a?b=c");
      assertThat(request.headers().get("Host")).containsExactly("app.example.com");
    }
  }

  @ParameterizedTest
  @CsvSource({"200,true", "204,true", "299,true", "302,false", "404,false", "503,false"})
  void observe_defaultStatus_acceptsTheTwoHundreds(int status, boolean success) throws Exception {
    try (TestWeb web = TestWeb.http()) {
      Observation observation = observe(web.port(), Options.of("path", "/" + status));

      assertThat(observation.success()).isEqualTo(success);
      assertThat(observation.detail()).startsWith("status " + status);
    }
  }

  @Test
  void observe_wrongStatus_saysWhatWasExpected() throws Exception {
    try (TestWeb web = TestWeb.http()) {
      Options options = Options.of("path", "/503").with("status", List.of(200, "300-399"));
      Observation observation = observe(web.port(), options);

      assertThat(observation.detail()).isEqualTo("status 503 (expected 200, 300-399)");
    }
  }

  @Test
  void observe_redirect_isNotFollowed() throws Exception {
    try (TestWeb web = TestWeb.http()) {
      Options options = Options.of("path", "/302").with("status", 302);

      assertThat(observe(web.port(), options).success()).isTrue();
      assertThat(web.seen).hasSize(1);
    }
  }

  @Test
  void observe_bodyOverTheLimit_isNotAwaitedToItsEnd() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        HealthCheck check = provider.create(config(server.getLocalPort(), Options.NONE))) {
      CompletableFuture<Observation> run = check.observe();
      try (Socket connection = server.accept()) {
        readHead(connection);
        String head = "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n";
        connection.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        connection.getOutputStream().write(new byte[64 * 1024 + 1]);

        assertThat(run.get(20, TimeUnit.SECONDS).success()).isTrue();
      }
    }
  }

  @Test
  void observe_bodyUnderTheLimit_isAwaitedToItsEnd() throws Exception {
    try (TestWeb web = TestWeb.httpWithBody(64 * 1024)) {
      assertThat(observe(web.port(), Options.NONE).success()).isTrue();
    }
  }

  @Test
  void observe_hostNameTarget_isLookedUp() throws Exception {
    try (TestWeb web = TestWeb.http();
        HealthCheck check =
            provider.create(HealthCheckConfig.of("http", "localhost", web.port()))) {
      assertThat(check.observe().get(20, TimeUnit.SECONDS).success()).isTrue();
    }
  }

  @Test
  void observe_unknownHostName_isFailureThatNamesIt() throws Exception {
    try (HealthCheck check =
        provider.create(HealthCheckConfig.of("http", "no such name", 80).options(hostOption()))) {
      Observation observation = check.observe().get(20, TimeUnit.SECONDS);

      assertThat(observation.success()).isFalse();
      assertThat(observation.detail()).startsWith("unknown host").contains("no such name");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 200 OK\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
        "SSH-2.0-OpenSSH_9.9\r\n\r\n",
        "HTTP/1.1 banana\r\n\r\n"
      })
  void observe_brokenResponse_isFailureWithDetail(String response) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        HealthCheck check =
            provider.create(HealthCheckConfig.of("http", "127.0.0.1", server.getLocalPort()))) {
      CompletableFuture<Observation> run = check.observe();
      try (Socket connection = server.accept()) {
        readHead(connection);
        connection.getOutputStream().write(response.getBytes(StandardCharsets.US_ASCII));
      }
      Observation observation = run.get(20, TimeUnit.SECONDS);

      assertThat(observation.success()).isFalse();
      assertThat(observation.detail()).isNotBlank().doesNotContain("\n");
    }
  }

  @Test
  void observe_resetByTheServer_isFailureWithDetail() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        HealthCheck check =
            provider.create(HealthCheckConfig.of("http", "127.0.0.1", server.getLocalPort()))) {
      CompletableFuture<Observation> run = check.observe();
      try (Socket connection = server.accept()) {
        readHead(connection);
        connection.setSoLinger(true, 0);
      }
      Observation observation = run.get(20, TimeUnit.SECONDS);

      assertThat(observation.success()).isFalse();
      assertThat(observation.detail()).isEqualTo("connection reset");
    }
  }

  @Test
  void validate_severalWrongOptions_reportsAllAtOnce() {
    Options options =
        Options.of("path", "no-slash")
            .with("method", "POST")
            .with("host", "two words")
            .with("status", List.of("2xx", 700, "299-200"))
            .with("body_contains", "ok");

    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> provider.validate(config(80, options)))
        .satisfies(
            refused ->
                assertThat(refused.problems())
                    .extracting(Problem::place)
                    .containsExactlyInAnyOrder(
                        "path", "method", "host", "status", "status", "status", "body_contains"));
  }

  @Test
  void validate_certificateOptionForHttp_isRefused() {
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> provider.validate(config(80, Options.of("verify_certificate", true))))
        .withMessageContaining("verify_certificate");
  }

  private Observation observe(int port, Options options) throws Exception {
    try (HealthCheck check = provider.create(config(port, options))) {
      return check.observe().get(20, TimeUnit.SECONDS);
    }
  }

  private static HealthCheckConfig config(int port, Options options) {
    return HealthCheckConfig.of("http", "127.0.0.1", port).options(options);
  }

  private static Options hostOption() {
    return Options.of("host", "example.com");
  }

  private static void readHead(Socket connection) throws Exception {
    InputStream in = connection.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.read());
    }
  }
}
