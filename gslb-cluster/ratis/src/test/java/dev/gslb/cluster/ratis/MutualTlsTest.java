package dev.gslb.cluster.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.cluster.Key;
import dev.gslb.cluster.Transaction;
import dev.gslb.cluster.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that know each other by certificates of one authority. */
class MutualTlsTest {
  private static final Key KEY = new Key("a/1");
  private static final String PASSWORD = "password";

  @TempDir Path directory;

  @Test
  void nodes_withCertificatesOfOneAuthority_formACluster() throws Exception {
    authority("ca");
    Map<String, Object> tls = node("node", "ca");
    try (TestCluster cluster = new TestCluster(directory, Map.of("tls", tls)).named(3)) {
      cluster.startAll();
      RatisBackend leader = Waiting.leader(cluster);
      RatisBackend follower = cluster.other(leader);
      Waiting.await(follower.store().commit(Transaction.put(KEY, Value.of("one"))));

      assertThat(Waiting.await(leader.store().get(KEY)).entry().orElseThrow().value().text())
          .isEqualTo("one");
    }
  }

  @Test
  void node_withACertificateOfAnother_isNotTakenIn() throws Exception {
    authority("ca");
    authority("stranger");
    Map<String, Object> own = node("node", "ca");
    try (TestCluster cluster = new TestCluster(directory, Map.of("tls", own))) {
      String first = cluster.named("first");
      RatisBackend member = cluster.start(first, cluster.bootstrap(first));
      Waiting.leader(cluster);
      String intruder = cluster.named("intruder");
      Map<String, Object> options = cluster.joining(intruder, first);
      options.put("tls", node("other", "stranger"));
      RatisBackend refused = cluster.start(intruder, options);

      assertThat(refused.isMember()).isFalse();
      assertThat(Waiting.await(refused.status()).members()).isEmpty();
      assertThat(Waiting.await(member.status()).members()).hasSize(1);
    }
  }

  private void authority(String name) throws Exception {
    keytool(
        "-genkeypair",
        "-alias",
        "ca",
        "-dname",
        "CN=" + name,
        "-ext",
        "bc:c",
        "-keystore",
        store(name));
    pem(name + ".crt", "CERTIFICATE", certificate(name, "ca").getEncoded());
  }

  /** Makes a key, and has the authority sign its certificate. */
  private Map<String, Object> node(String name, String authority) throws Exception {
    keytool("-genkeypair", "-alias", "node", "-dname", "CN=" + name, "-keystore", store(name));
    Path request = directory.resolve(name + ".csr");
    Path signed = directory.resolve(name + ".crt");
    keytool("-certreq", "-alias", "node", "-keystore", store(name), "-file", request.toString());
    keytool(
        "-gencert",
        "-alias",
        "ca",
        "-keystore",
        store(authority),
        "-rfc",
        "-ext",
        "san=ip:127.0.0.1,dns:localhost",
        "-infile",
        request.toString(),
        "-outfile",
        signed.toString());
    KeyStore keys =
        KeyStore.getInstance(directory.resolve(name + ".p12").toFile(), PASSWORD.toCharArray());
    PrivateKey key = (PrivateKey) keys.getKey("node", PASSWORD.toCharArray());
    Path keyFile = pem(name + ".key", "PRIVATE KEY", key.getEncoded());
    return Map.of(
        "cert", signed.toString(),
        "key", keyFile.toString(),
        "ca", directory.resolve(authority + ".crt").toString());
  }

  private Certificate certificate(String name, String alias) throws Exception {
    return KeyStore.getInstance(directory.resolve(name + ".p12").toFile(), PASSWORD.toCharArray())
        .getCertificate(alias);
  }

  private String store(String name) {
    return directory.resolve(name + ".p12").toString();
  }

  private Path pem(String file, String kind, byte[] octets) throws IOException {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(octets);
    return Files.writeString(
        directory.resolve(file),
        "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
  }

  private static void keytool(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-storepass", PASSWORD, "-storetype", "PKCS12"));
    if (arguments[0].equals("-genkeypair")) {
      command.addAll(List.of("-keyalg", "EC", "-validity", "7"));
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
  }
}
