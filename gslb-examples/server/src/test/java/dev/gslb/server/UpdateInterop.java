package dev.gslb.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.config.ConfigLoader;
import dev.gslb.testkit.LoopbackPorts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** nsupdate and knsupdate change a zone, and secondaries of other makers follow. */
class UpdateInterop {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir private Path folder;

  private Path config(int port, int peerPort) throws IOException {
    return Files.writeString(
        folder.resolve("gslb.yaml"),
        """
        dns: {listen_address: "127.0.0.1:%1$d"}
        overwatch: {data_dir: "%3$s"}
        transfers:
          keys: [{name: %4$s, secret: "%5$s"}]
          allow: [{key: %4$s}]
          notify: [{address: "127.0.0.1:%2$d", key: %4$s}]
        zones:
          - name: exchange.test
            dynamic: true
            updates: [{key: %4$s, types: [A, TXT, CNAME]}]
        """
            .formatted(
                port,
                peerPort,
                folder.resolve("state"),
                PeerExchange.KEY.name(),
                PeerExchange.SECRET_TEXT));
  }

  /** Runs a script. Returns what was printed; the exit code is checked. */
  private String run(List<String> command, int expected, String... lines) throws Exception {
    Path script = folder.resolve("script");
    Files.writeString(script, String.join("\n", lines) + "\n");
    Process process =
        new ProcessBuilder(command)
            .redirectInput(script.toFile())
            .redirectErrorStream(true)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(printed).isEqualTo(expected);
    return printed;
  }

  private static List<String> texts(int port, String owner, int type) throws IOException {
    Name name = Name.fromString(owner, Name.fromString(PeerExchange.ORIGIN));
    Message answer =
        PeerServer.resolver(new InetSocketAddress("127.0.0.1", port))
            .send(Message.newQuery(Record.newRecord(name, type, DClass.IN)));
    return answer.getSection(Section.ANSWER).stream().map(Record::rdataToString).toList();
  }

  private static void await(int port, String owner, int type, String... texts) {
    Awaitility.await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(texts(port, owner, type)).containsExactlyInAnyOrder(texts));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nsd", "knot", "bind"})
  void updatesReachASecondary(String maker) throws Exception {
    int peerPort = LoopbackPorts.take();
    int port = LoopbackPorts.take();
    Path file = config(port, peerPort);
    String server = "server 127.0.0.1 " + port;
    String zone = "zone exchange.test.";
    String key = "hmac-sha256:" + PeerExchange.KEY.name() + ":" + PeerExchange.SECRET_TEXT;
    ConfigLoader loader = new ConfigLoader(Map.of(), getClass().getClassLoader());
    try (ReferenceServer ours = ReferenceServer.start(file, loader);
        PeerExchange peer =
            PeerExchange.start(
                maker, folder, folder.resolve("taken.zone"), peerPort, port, false)) {
      assertThat(ours.addresses()).isNotEmpty();
      assertThat(peer).isNotNull();
      List<String> nsupdate = List.of("nsupdate", "-y", key);
      run(
          nsupdate,
          0,
          server,
          zone,
          "prereq nxdomain www.exchange.test.",
          "update add www.exchange.test. 60 A 192.0.2.1",
          "update add www.exchange.test. 60 A 192.0.2.2",
          "update add text.exchange.test. 60 TXT \"one two\"",
          "send",
          "update delete www.exchange.test. A 192.0.2.1",
          "send");
      await(peerPort, "www", Type.A, "192.0.2.2");
      await(peerPort, "text", Type.TXT, "\"one two\"");

      assertThat(
              run(
                  nsupdate,
                  2,
                  server,
                  zone,
                  "prereq nxdomain www.exchange.test.",
                  "update delete www.exchange.test.",
                  "send"))
          .contains("YXDOMAIN");
      assertThat(run(nsupdate, 2, server, zone, "update add x.exchange.test. 60 MX 1 y.", "send"))
          .contains("REFUSED");
      assertThat(
              run(
                  List.of("nsupdate"),
                  2,
                  server,
                  zone,
                  "update add x.exchange.test. 60 A 192.0.2.9",
                  "send"))
          .contains("REFUSED");

      run(
          List.of("knsupdate", "-y", key),
          0,
          server,
          zone,
          "update delete text.exchange.test. TXT",
          "update add text.exchange.test. 60 CNAME www.exchange.test.",
          "send");
      await(peerPort, "text", Type.CNAME, "www.exchange.test.");
      await(port, "www", Type.A, "192.0.2.2");
    }
  }
}
