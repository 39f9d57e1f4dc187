package dev.gslb.cluster.gossip;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/*
 * TLS with nothing but a shared key. Each node makes a key pair and a certificate of its own when it
 * starts, and the certificate's subject is the proof that the node knows the shared key:
 *
 *   CN = base64url(HMAC-SHA256(shared key, label || SubjectPublicKeyInfo))
 *
 * TLS shows that the peer has the private key, the proof that somebody with the shared key has
 * vouched for it. So both sides are authenticated before an octet of JGroups is read, the rest is
 * TLS 1.3: encrypted, with forward secrecy, and nothing can be replayed or altered. The certificate
 * is X.509 version 1 (RFC 5280, 4.1), signed by itself; its dates are of no matter, so that no clock
 * is.
 */
/** This node's part in a TLS connection, and how it knows the others. */
final class KeyedIdentity {
  private static final byte[] LABEL = "gslb gossip peer 1".getBytes(StandardCharsets.US_ASCII);
  private static final char[] NO_PASSWORD = new char[0];

  // AlgorithmIdentifier of ecdsa-with-SHA256, and the type commonName
  private static final byte[] ECDSA_SHA256 = HexFormat.of().parseHex("300a06082a8648ce3d040302");
  private static final byte[] COMMON_NAME = HexFormat.of().parseHex("0603550403");

  private KeyedIdentity() {}

  /** Makes a context for both sides of connections. */
  static SSLContext context(byte[] sharedKey) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair pair = generator.generateKeyPair();
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      Certificate[] chain = {certificate(pair, proof(sharedKey, pair.getPublic()))};
      store.setKeyEntry("self", pair.getPrivate(), NO_PASSWORD, chain);
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, NO_PASSWORD);
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      TrustManager[] trust = {new KeyedTrust(sharedKey)};
      context.init(keys.getKeyManagers(), trust, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this JVM lacks what every JVM has: " + e.getMessage(), e);
    }
  }

  /** The subject of the certificate of a public key. */
  static String proof(byte[] sharedKey, PublicKey key) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(sharedKey, "HmacSHA256"));
    mac.update(LABEL);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(key.getEncoded()));
  }

  static X509Certificate certificate(KeyPair pair, String subject) throws GeneralSecurityException {
    byte[] name = Der.sequence(Der.set(Der.sequence(COMMON_NAME, Der.text(subject))));
    byte[] validity = Der.sequence(Der.time("20000101000000Z"), Der.time("99991231235959Z"));
    byte[] content =
        Der.sequence(
            Der.integer(BigInteger.ONE),
            ECDSA_SHA256,
            name,
            validity,
            name,
            pair.getPublic().getEncoded());
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(pair.getPrivate());
    signature.update(content);
    byte[] whole = Der.sequence(content, ECDSA_SHA256, Der.bits(signature.sign()));
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(whole));
  }
}
