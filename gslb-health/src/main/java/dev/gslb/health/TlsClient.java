package dev.gslb.health;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.apache.hc.core5.net.NamedEndpoint;
import org.apache.hc.core5.reactor.ProtocolIOSession;
import org.apache.hc.core5.reactor.ssl.SSLBufferMode;
import org.jspecify.annotations.Nullable;

/** Starts TLS on a connection, for a name that need not be the host connected to. Immutable. */
final class TlsClient implements NamedEndpoint {

  private final SSLContext context;
  private final String name;
  private final boolean verify;

  TlsClient(SSLContext context, String name, boolean verify) {
    this.context = context;
    this.name = name;
    this.verify = verify;
  }

  /** A context that trusts what the JDK trusts. */
  static SSLContext verifyingContext() {
    return context(null);
  }

  /** A context that trusts any certificate. */
  static SSLContext trustingContext() {
    return context(new TrustManager[] {new TrustAll()});
  }

  private static SSLContext context(TrustManager @Nullable [] trustManagers) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trustManagers, null);
      context.getClientSessionContext().setSessionCacheSize(1);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime offers no TLS", e);
    }
  }

  void start(ProtocolIOSession session) {
    session.startTls(
        context, this, SSLBufferMode.DYNAMIC, (peer, engine) -> prepare(engine), null, null);
  }

  private void prepare(SSLEngine engine) {
    SSLParameters parameters = engine.getSSLParameters();
    if (!Targets.isLiteral(name)) {
      // Set by hand: left to itself the JDK sends no SNI for a name without a dot.
      parameters.setServerNames(List.of(new SNIHostName(name)));
    }
    if (verify) {
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
    }
    engine.setSSLParameters(parameters);
  }

  @Override
  public String getHostName() {
    return name;
  }

  /**
   * None: the JDK resumes a session only for a host with a port, and then checks no certificate.
   */
  @Override
  public int getPort() {
    return -1;
  }

  private static final class TrustAll extends X509ExtendedTrustManager {

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
