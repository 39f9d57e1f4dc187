package dev.gslb.cluster.gossip;

import static dev.gslb.cluster.gossip.Nodes.see;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gslb.cluster.CutProxy;
import dev.gslb.cluster.NodeId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;

/** Who gets in, and who does not. */
class GossipSecurityTest {
  private static final String SECRET = "a secret that nobody else may read";

  @Test
  void join_sameKey_isLetIn() {
    try (Nodes nodes = new Nodes(2, Nodes.key(1))) {
      JGroupsMembership a = nodes.join("a", 0);
      JGroupsMembership b = nodes.join("b", 1);
      see(a, b);

      assertThat(a.peers()).hasSize(2);
    }
  }

  @Test
  void join_withoutKeyOnLoopback_isLetIn() {
    try (Nodes nodes = new Nodes(2, Optional.empty())) {
      JGroupsMembership a = nodes.join("a", 0);
      JGroupsMembership b = nodes.join("b", 1);
      see(a, b);

      assertThat(b.peers()).hasSize(2);
    }
  }

  @Test
  void join_anotherKeyOrNone_staysAlone() throws Exception {
    try (Nodes nodes = new Nodes(4, Nodes.key(1))) {
      JGroupsMembership a = nodes.join("a", 0);
      JGroupsMembership wrong = nodes.join("wrong", 1, Nodes.key(2));
      JGroupsMembership none = nodes.join("none", 2, Optional.empty());
      CompletableFuture<byte[]> got = new CompletableFuture<>();
      a.receive("t", (from, message) -> complete(got, message));
      wrong.broadcast("t", new byte[1]);
      none.broadcast("t", new byte[1]);
      JGroupsMembership b = nodes.join("b", 3);

      see(a, b);
      see(wrong);
      see(none);
      b.broadcast("t", new byte[2]);
      assertThat(got.get(30, TimeUnit.SECONDS)).hasSize(2);
    }
  }

  private static Optional<byte[]> complete(CompletableFuture<byte[]> got, byte[] message) {
    got.complete(message);
    return Optional.empty();
  }

  /** All that goes to a node is kept, and has neither messages nor names in it. */
  @Test
  void wire_throughAnAdvertisedAddress_hasNothingReadable() throws Exception {
    InetSocketAddress bindA = Nodes.freeAddress();
    InetSocketAddress bindB = Nodes.freeAddress();
    try (CutProxy tap = new CutProxy(bindA.getPort());
        JGroupsMembership a = join("alpha", bindA, Optional.of(tap.address()), List.of());
        JGroupsMembership b = join("bravo", bindB, Optional.empty(), List.of(tap.address()))) {
      CompletableFuture<byte[]> got = new CompletableFuture<>();
      a.receive("t", (from, message) -> complete(got, message));
      see(a, b);
      b.announce(Map.of("secret", SECRET));
      b.broadcast("t", SECRET.getBytes(StandardCharsets.UTF_8));
      got.get(30, TimeUnit.SECONDS);

      assertThat(tap.heard()).isNotEmpty().doesNotContain("secret", "alpha", "bravo");
    }
  }

  private static JGroupsMembership join(
      String name,
      InetSocketAddress bind,
      Optional<InetSocketAddress> advertise,
      List<InetSocketAddress> hosts) {
    return JGroupsMembership.join(
        new GossipConfig(
            new NodeId(name),
            "test",
            bind,
            advertise,
            hosts,
            Nodes.key(1),
            GossipConfig.MAX_FAILURE));
  }

  @Test
  void strangers_silentOrNoisy_doNotDisturb() throws Exception {
    try (Nodes nodes = new Nodes(2, Nodes.key(1))) {
      JGroupsMembership a = nodes.join("a", 0);
      List<Socket> silent = new ArrayList<>();
      Random random = new Random(7);
      for (int i = 0; i < 100; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), nodes.host(0).getPort());
        silent.add(socket);
        if (i % 2 == 0) {
          byte[] noise = new byte[1 + random.nextInt(2000)];
          random.nextBytes(noise);
          shout(socket, noise);
        }
      }
      JGroupsMembership b = nodes.join("b", 1);

      see(a, b);
      for (Socket socket : silent) {
        socket.close();
      }
      assertThat(a.peers()).hasSize(2);
    }
  }

  private static void shout(Socket socket, byte[] noise) {
    try {
      socket.getOutputStream().write(noise);
    } catch (IOException e) {
      assertThat(socket.isClosed() || e.getMessage() != null).isTrue(); // it was shut out already
    }
  }

  /** The server's certificate is of no use to who has seen it, and the server asks for one. */
  @Test
  void handshake_withoutAProof_fails() throws Exception {
    try (Nodes nodes = new Nodes(1, Nodes.key(1))) {
      JGroupsMembership a = nodes.join("a", 0);
      SSLContext stranger = SSLContext.getInstance("TLS");
      stranger.init(null, new X509TrustManager[] {new TrustsAll()}, null);

      assertThatThrownBy(
              () -> {
                try (SSLSocket socket =
                    (SSLSocket)
                        stranger
                            .getSocketFactory()
                            .createSocket(
                                InetAddress.getLoopbackAddress(), nodes.host(0).getPort())) {
                  socket.startHandshake();
                  socket.getOutputStream().write(1);
                  if (socket.getInputStream().read() < 0) {
                    throw new IOException("the connection was closed");
                  }
                }
              })
          .isInstanceOf(IOException.class);
      assertThat(a.peers()).hasSize(1);
    }
  }

  @Test
  void trust_proofOfAnotherKeyOrOfAnotherPair_isRefused() throws Exception {
    byte[] key = Nodes.key(1).orElseThrow();
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    KeyPair mine = generator.generateKeyPair();
    KeyPair other = generator.generateKeyPair();
    KeyedTrust trust = new KeyedTrust(key);
    X509Certificate right =
        KeyedIdentity.certificate(mine, KeyedIdentity.proof(key, mine.getPublic()));
    trust.checkClientTrusted(new X509Certificate[] {right}, "EC");
    trust.checkServerTrusted(new X509Certificate[] {right}, "EC");

    byte[] anotherKey = Nodes.key(2).orElseThrow();
    String ofAnotherKey = KeyedIdentity.proof(anotherKey, mine.getPublic());
    assertRefused(trust, KeyedIdentity.certificate(mine, ofAnotherKey));
    String ofAnotherPair = KeyedIdentity.proof(key, other.getPublic());
    assertRefused(trust, KeyedIdentity.certificate(mine, ofAnotherPair));
    String right2 = KeyedIdentity.proof(key, mine.getPublic());
    KeyPair mixed = new KeyPair(mine.getPublic(), other.getPrivate());
    assertRefused(trust, KeyedIdentity.certificate(mixed, right2));
    assertRefused(trust);
    assertRefused(trust, right, right);
  }

  private static void assertRefused(KeyedTrust trust, X509Certificate... chain) {
    assertThatExceptionOfType(CertificateException.class)
        .isThrownBy(() -> trust.checkServerTrusted(chain, "EC"));
    assertThatExceptionOfType(CertificateException.class)
        .isThrownBy(() -> trust.checkClientTrusted(chain, "EC"));
  }

  private static final class TrustsAll implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
