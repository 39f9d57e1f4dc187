package dev.gslb.cluster.gossip;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Trusts a certificate whose subject is the proof of the shared key; see {@link KeyedIdentity}. */
final class KeyedTrust extends X509ExtendedTrustManager {
  private static final String COMMON_NAME = "CN=";

  private final byte[] sharedKey;

  KeyedTrust(byte[] sharedKey) {
    this.sharedKey = sharedKey.clone();
  }

  private void check(X509Certificate[] chain) throws CertificateException {
    if (chain == null || chain.length != 1) {
      throw new CertificateException("not one certificate");
    }
    try {
      String expected = COMMON_NAME + KeyedIdentity.proof(sharedKey, chain[0].getPublicKey());
      String found = chain[0].getSubjectX500Principal().getName();
      byte[] expectedBytes = expected.getBytes(StandardCharsets.UTF_8);
      if (!MessageDigest.isEqual(expectedBytes, found.getBytes(StandardCharsets.UTF_8))) {
        throw new CertificateException("the peer has another key, or none");
      }
      chain[0].verify(chain[0].getPublicKey());
    } catch (CertificateException e) {
      throw e;
    } catch (GeneralSecurityException e) {
      throw new CertificateException("the peer's certificate cannot be checked", e);
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(chain);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
