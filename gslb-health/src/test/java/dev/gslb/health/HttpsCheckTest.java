package dev.gslb.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gslb.spi.HealthCheck;
import dev.gslb.spi.HealthCheck.Observation;
import dev.gslb.zone.HealthCheckConfig;
import dev.gslb.zone.Options;
import dev.gslb.zone.RefusedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpsCheckTest {

  private static TestCertificate certificate;

  @BeforeAll
  static void makeCertificate(@TempDir Path directory) throws Exception {
    certificate = TestCertificate.forName(directory, "web.example");
  }

  @Test
  void observe_trustedCertificateForTheHostOption_succeeds() throws Exception {
    try (TestWeb web = TestWeb.https(certificate.server())) {
      Observation observation = observe(trusting(), web.port(), Options.of("host", "web.example"));

      assertThat(observation.success()).as(observation.detail()).isTrue();
      assertThat(web.seen.take().headers().get("Host")).containsExactly("web.example");
    }
  }

  @Test
  void observe_certificateForAnotherName_fails() throws Exception {
    try (TestWeb web = TestWeb.https(certificate.server())) {
      Observation observation =
          observe(trusting(), web.port(), Options.of("host", "other.example"));

      assertThat(observation.success()).isFalse();
      assertThat(observation.detail()).startsWith("TLS: ").contains("other.example");
    }
  }

  @Test
  void observe_certificateWithoutTheAddress_fails() throws Exception {
    try (TestWeb web = TestWeb.https(certificate.server())) {
      Observation observation = observe(trusting(), web.port(), Options.NONE);

      assertThat(observation.success()).isFalse();
      assertThat(observation.detail()).startsWith("TLS: ").contains("127.0.0.1");
    }
  }

  @Test
  void observe_selfSignedCertificate_failsByDefault() throws Exception {
    try (TestWeb web = TestWeb.https(certificate.server())) {
      Observation observation =
          observe(new HttpsCheckProvider(), web.port(), Options.of("host", "web.example"));

      assertThat(observation.success()).isFalse();
      assertThat(observation.detail()).startsWith("TLS: ");
    }
  }

  @Test
  void observe_verificationOff_takesAnyCertificate() throws Exception {
    try (TestWeb web = TestWeb.https(certificate.server())) {
      Options options = Options.of("verify_certificate", false).with("host", "other.example");
      Observation observation = observe(new HttpsCheckProvider(), web.port(), options);

      assertThat(observation.success()).as(observation.detail()).isTrue();
    }
  }

  @Test
  void observe_plainHttpServer_isTlsFailure() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        HealthCheck check = trusting().create(config(server.getLocalPort(), Options.NONE))) {
      CompletableFuture<Observation> run = check.observe();
      try (Socket connection = server.accept()) {
        connection
            .getOutputStream()
            .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        Observation observation = run.get(20, TimeUnit.SECONDS);

        assertThat(observation.success()).isFalse();
        assertThat(observation.detail()).startsWith("TLS: ");
      }
    }
  }

  @Test
  void observe_hostWithoutDot_isSentAsServerName() throws Exception {
    BlockingQueue<String> names = new LinkedBlockingQueue<>();
    try (SSLServerSocket server =
            (SSLServerSocket)
                certificate
                    .server()
                    .getServerSocketFactory()
                    .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
        HealthCheck check =
            trusting().create(config(server.getLocalPort(), Options.of("host", "web")))) {
      SSLParameters parameters = server.getSSLParameters();
      parameters.setSNIMatchers(List.of(new Recorder(names)));
      server.setSSLParameters(parameters);
      CompletableFuture<Observation> run = check.observe();
      try (Socket connection = server.accept()) {
        // Whether the refusal or its broken connection is seen first is the kernel's affair.
        assertThatThrownBy(() -> connection.getInputStream().read())
            .isInstanceOf(IOException.class);
      }
      assertThat(run.get(20, TimeUnit.SECONDS).detail()).startsWith("TLS: ");
    }
    assertThat(names).containsExactly("web");
  }

  @Test
  void observe_severalTimes_checksTheCertificateEachTime() throws Exception {
    AtomicInteger checked = new AtomicInteger();
    SSLContext counting = SSLContext.getInstance("TLS");
    counting.init(null, new TrustManager[] {new CountingTrust(checked)}, null);
    try (TestWeb web = TestWeb.https(certificate.server());
        HealthCheck check =
            new HttpsCheckProvider(counting)
                .create(config(web.port(), Options.of("host", "web.example")))) {
      for (int run = 0; run < 3; run++) {
        assertThat(check.observe().get(20, TimeUnit.SECONDS).success()).isTrue();
      }
    }
    assertThat(checked).hasValue(3);
  }

  @Test
  void validate_hostThatCannotBeSent_isRefused() {
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(
            () -> new HttpsCheckProvider().validate(config(443, Options.of("host", "a_b.example"))))
        .withMessageContaining("a_b.example");
  }

  private static HttpsCheckProvider trusting() throws Exception {
    return new HttpsCheckProvider(certificate.client());
  }

  private static Observation observe(HttpsCheckProvider provider, int port, Options options)
      throws Exception {
    try (HealthCheck check = provider.create(config(port, options))) {
      return check.observe().get(20, TimeUnit.SECONDS);
    }
  }

  private static HealthCheckConfig config(int port, Options options) {
    return HealthCheckConfig.of("https", "127.0.0.1", port).options(options);
  }

  private static final class CountingTrust extends X509ExtendedTrustManager {
    private final AtomicInteger checked;

    private CountingTrust(AtomicInteger checked) {
      this.checked = checked;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
      checked.incrementAndGet();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
      throw new AssertionError("no socket is used");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {
      throw new AssertionError("the engine is left out");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  private static final class Recorder extends SNIMatcher {
    private final BlockingQueue<String> names;

    private Recorder(BlockingQueue<String> names) {
      super(0);
      this.names = names;
    }

    @Override
    public boolean matches(SNIServerName name) {
      names.add(new SNIHostName(name.getEncoded()).getAsciiName());
      return true;
    }
  }
}
