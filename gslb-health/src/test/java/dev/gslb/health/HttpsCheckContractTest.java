package dev.gslb.health;

import dev.gslb.spi.HealthCheckProvider;
import dev.gslb.testkit.HealthCheckContractTest;
import dev.gslb.zone.Options;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class HttpsCheckContractTest extends HealthCheckContractTest {

  private static TestCertificate certificate;

  @SuppressWarnings("NullAway.Init") // by startTarget
  private TestWeb web;

  @BeforeAll
  static void makeCertificate(@TempDir Path directory) throws Exception {
    certificate = TestCertificate.forName(directory, "web.example");
  }

  @Override
  protected HealthCheckProvider newProvider() {
    return new HttpsCheckProvider();
  }

  @Override
  protected Options options() {
    return Options.of("verify_certificate", false);
  }

  @Override
  protected int startTarget() throws Exception {
    web = TestWeb.https(certificate.server());
    return web.port();
  }

  @Override
  protected void stopTarget() {
    web.close();
  }
}
