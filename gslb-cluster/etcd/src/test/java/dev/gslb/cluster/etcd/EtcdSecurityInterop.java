package dev.gslb.cluster.etcd;

import static dev.gslb.cluster.etcd.Awaited.await;
import static dev.gslb.cluster.etcd.Awaited.eventually;
import static dev.gslb.cluster.etcd.Awaited.reason;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.cluster.Key;
import dev.gslb.cluster.NodeId;
import dev.gslb.cluster.RecordingListener;
import dev.gslb.cluster.StateStoreException.Reason;
import dev.gslb.cluster.Transaction;
import dev.gslb.cluster.Value;
import dev.gslb.cluster.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS with certificates on both sides, and users of etcd. */
class EtcdSecurityInterop {
  private static final Key KEY = new Key("a");
  private static final Value VALUE = Value.of("v");

  @TempDir Path directory;

  @Test
  void open_certificatesOnBothSides_works() throws Exception {
    makeAuthority("ca");
    makeCertificate("ca", "server", "IP:127.0.0.1");
    makeCertificate("ca", "node", "DNS:node");
    try (EtcdServer server = tlsServer();
        EtcdBackend backend = open(server, "node", "ca")) {
      eventually(() -> backend.election().current().self());

      assertThat(await(backend.store().commit(Transaction.put(KEY, VALUE))).applied()).isTrue();
    }
  }

  @Test
  void open_certificateOfAnotherAuthority_isUnavailable() throws Exception {
    makeAuthority("ca");
    makeAuthority("other");
    makeCertificate("ca", "server", "IP:127.0.0.1");
    makeCertificate("other", "stranger", "DNS:stranger");
    try (EtcdServer server = tlsServer();
        EtcdBackend backend = open(server, "stranger", "ca")) {
      assertThat(reason(backend.store().get(KEY))).isEqualTo(Reason.UNAVAILABLE);
      assertThat(backend.reachable()).isFalse();
    }
  }

  @Test
  void open_serverOfAnotherAuthority_isUnavailable() throws Exception {
    makeAuthority("ca");
    makeAuthority("other");
    makeCertificate("ca", "server", "IP:127.0.0.1");
    makeCertificate("ca", "node", "DNS:node");
    try (EtcdServer server = tlsServer();
        EtcdBackend backend = open(server, "node", "other")) {
      assertThat(reason(backend.store().get(KEY))).isEqualTo(Reason.UNAVAILABLE);
    }
  }

  @Test
  void open_serverWithAnotherAddressInItsCertificate_isUnavailable() throws Exception {
    makeAuthority("ca");
    makeCertificate("ca", "server", "IP:127.0.0.9");
    makeCertificate("ca", "node", "DNS:node");
    try (EtcdServer server = tlsServer();
        EtcdBackend backend = open(server, "node", "ca")) {
      assertThat(reason(backend.store().get(KEY))).isEqualTo(Reason.UNAVAILABLE);
    }
  }

  /** A restart of etcd makes its tokens void. */
  @Test
  void login_tokenGetsOld_isRenewed() throws Exception {
    Map<String, Object> login = Map.of("user", "root", "password", "s3cret");
    try (EtcdServer server = userServer();
        EtcdBackend backend =
            EtcdBackend.open(new NodeId("node"), TestSettings.of(server.endpoint(), login))) {
      eventually(() -> backend.election().current().self());
      RecordingListener told = new RecordingListener();
      try (Watch watch = backend.store().watch("a", 1, told)) {
        long first = await(backend.store().commit(Transaction.put(KEY, VALUE))).revision();
        assertThat(told.nextRevision()).isEqualTo(first);

        server.kill();
        server.start();
        eventually(() -> await(backend.store().get(KEY)).entry().isPresent());
        long second = await(backend.store().commit(Transaction.put(KEY, VALUE))).revision();

        assertThat(told.nextRevision()).isEqualTo(second);
        assertThat(watch).isNotNull();
      }
    }
  }

  @Test
  void login_wrongOrNone_isUnavailable() throws Exception {
    Map<String, Object> wrong = Map.of("user", "root", "password", "wrong");
    try (EtcdServer server = userServer();
        EtcdBackend stranger =
            EtcdBackend.open(new NodeId("stranger"), TestSettings.of(server.endpoint(), wrong));
        EtcdBackend nobody =
            EtcdBackend.open(new NodeId("nobody"), TestSettings.of(server.endpoint(), Map.of()))) {
      assertThat(reason(stranger.store().commit(Transaction.put(KEY, VALUE))))
          .isEqualTo(Reason.UNAVAILABLE);
      assertThat(reason(nobody.store().commit(Transaction.put(KEY, VALUE))))
          .isEqualTo(Reason.UNAVAILABLE);
    }
  }

  private EtcdServer userServer() {
    EtcdServer server = new EtcdServer(directory);
    String[] steps = {
      "user add root:s3cret", "role add root", "user grant-role root root", "auth enable"
    };
    for (String step : steps) {
      String command =
          "ETCDCTL_API=3 etcdctl --dial-timeout 30s --command-timeout 30s --endpoints "
              + server.endpoint()
              + " "
              + step;
      Programs.run(directory, "sh", "-c", command);
    }
    return server;
  }

  private EtcdServer tlsServer() {
    return new EtcdServer(
        directory,
        List.of(
            "--client-cert-auth",
            "--trusted-ca-file",
            file("ca.crt"),
            "--cert-file",
            file("server.crt"),
            "--key-file",
            file("server.key")));
  }

  private EtcdBackend open(EtcdServer server, String identity, String authority) {
    Map<String, Object> files =
        Map.of(
            "cert", file(identity + ".crt"),
            "key", file(identity + ".key"),
            "ca", file(authority + ".crt"));
    return EtcdBackend.open(new NodeId("node"), TestSettings.of(server.endpoint(), files));
  }

  private String file(String name) {
    return directory.resolve(name).toString();
  }

  private void makeAuthority(String name) {
    openssl(
        "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=%1$s -keyout %1$s.key -out %1$s.crt"
            .formatted(name));
  }

  private void makeCertificate(String authority, String name, String alternative)
      throws IOException {
    Files.writeString(directory.resolve("ext"), "subjectAltName=" + alternative + "\n");
    openssl(
        "req -newkey rsa:2048 -nodes -subj /CN=%1$s -keyout %1$s.key -out %1$s.csr"
            .formatted(name));
    openssl(
        "x509 -req -days 2 -in %2$s.csr -CA %1$s.crt -CAkey %1$s.key -CAcreateserial -extfile ext -out %2$s.crt"
            .formatted(authority, name));
  }

  private void openssl(String arguments) {
    Programs.run(directory, "sh", "-c", "openssl " + arguments);
  }
}
