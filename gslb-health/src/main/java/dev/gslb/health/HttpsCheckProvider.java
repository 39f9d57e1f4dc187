package dev.gslb.health;

import dev.gslb.spi.HealthCheck;
import dev.gslb.spi.HealthCheckProvider;
import dev.gslb.zone.HealthCheckConfig;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The kind {@code https}: as {@code http}, over TLS. See {@link HttpCheckProvider} for the options
 * that both have. Here {@code host} is also the name sent as SNI (RFC 6066 section 3) and looked
 * for in the certificate, and there is one option more: {@code verify_certificate}, by default
 * true. The certificate is checked against the trust store of the JDK, anew in each run: TLS
 * sessions are not resumed. With false, any certificate is taken.
 *
 * <p>The checks of one provider share two I/O threads, and up to eight threads that look host names
 * up; they end with the last check. Safe for any thread.
 */
public final class HttpsCheckProvider implements HealthCheckProvider {

  private final Connections connections = new Connections("https", 2);
  private final Supplier<SSLContext> verifyingSource;

  /** Made for the first check that needs them: TLS is slow to load. Guarded by this. */
  private @Nullable SSLContext verifying;

  private @Nullable SSLContext trusting;

  /** Makes a provider; it has no thread before its first check. */
  public HttpsCheckProvider() {
    this(TlsClient::verifyingContext);
  }

  HttpsCheckProvider(SSLContext verifying) {
    this(() -> verifying);
  }

  private HttpsCheckProvider(Supplier<SSLContext> verifyingSource) {
    this.verifyingSource = verifyingSource;
  }

  @Override
  public String kind() {
    return "https";
  }

  @Override
  public void validate(HealthCheckConfig config) {
    HttpOptions.read(config, true);
  }

  @Override
  public HealthCheck create(HealthCheckConfig config) {
    HttpOptions options = HttpOptions.read(config, true);
    boolean verify = options.verifyCertificate();
    TlsClient tls = new TlsClient(verify ? verifying() : trusting(), options.tlsName(), verify);
    connections.acquire();
    return new HttpCheck(config, options, connections, tls);
  }

  private synchronized SSLContext verifying() {
    SSLContext made = verifying;
    if (made == null) {
      made = verifyingSource.get();
      verifying = made;
    }
    return made;
  }

  private synchronized SSLContext trusting() {
    SSLContext made = trusting;
    if (made == null) {
      made = TlsClient.trustingContext();
      trusting = made;
    }
    return made;
  }
}
