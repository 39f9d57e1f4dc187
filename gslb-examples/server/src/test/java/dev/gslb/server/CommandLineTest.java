package dev.gslb.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.gslb.config.ConfigLoader;
import dev.gslb.testkit.LoopbackPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

final class CommandLineTest {
  private static final String CONFIGURATION =
      """
      dns: {listen_address: "127.0.0.1:0"}
      logging: {level: error}
      regions:
        - name: eu
          servers: [{address: 192.0.2.10}]
        - name: us
          servers: [{address: 198.51.100.10}, {address: "2001:db8::10"}]
      overwatch:
        geolocation:
          default_region: eu
          custom_mappings: [{cidr: 203.0.113.0/24, region: us, comment: the office}]
      domains:
        - {name: www.example.com, routing_algorithm: geolocation, regions: [eu, us]}
      """;

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void writeConfiguration() throws IOException {
    file = folder.resolve("gslb.yaml");
    Files.writeString(file, CONFIGURATION);
  }

  @Test
  void check_rightFile_countsWhatItHas() {
    Run run = Run.of("check", "--config", file.toString());

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains(file + ": right: 1 zones").contains("1 GSLB names");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void check_wrongFile_reportsEveryProblemWithItsPlace() throws IOException {
    Files.writeString(
        file,
        """
        regions:
          - name: eu
            servers: [{address: nowhere}, {address: 192.0.2.1}]
        domains:
          - {name: www.example.com, regions: [eu], ttl: -1}
          - {name: app.example.com, regions: [mars]}
        surprise: true
        """);
    Run run = Run.of("check", "--config", file.toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines())
        .hasSize(4)
        .allSatisfy(line -> assertThat(line).startsWith(file + ":").contains("(expected: "))
        .anySatisfy(line -> assertThat(line).startsWith(file + ":3:25 ").contains("nowhere"))
        .anySatisfy(line -> assertThat(line).startsWith(file + ":5:49 ").contains("-1"))
        .anySatisfy(line -> assertThat(line).startsWith(file + ":6:39 ").contains("mars"))
        .anySatisfy(line -> assertThat(line).startsWith(file + ":7:1 ").contains("surprise"));
  }

  @Test
  void check_backendThatDoesNotStart_isRefused() throws IOException {
    String cluster =
        """
        mode: cluster
        cluster:
          node_name: a
          bind_address: "127.0.0.1:1"
          backend: etcd
          etcd: {endpoints: ["ftp://127.0.0.1:1"]}
        """;
    Files.writeString(file, CONFIGURATION + cluster);
    Run run = Run.of("check", "--config", file.toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("cluster.etcd.endpoints").doesNotContain("\tat ");
  }

  @Test
  void check_zonesOfOtherServers_areCounted() throws IOException {
    Files.writeString(file, "zones: [{name: example.org, primaries: [{address: 192.0.2.1}]}]\n");
    Run run = Run.of("check", "--config", file.toString());

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("0 zones").contains(", 1 zones of other servers");
  }

  @Test
  void check_aTransportThatIsNotThere_isRefused() throws IOException {
    Files.writeString(
        file, CONFIGURATION.replace("127.0.0.1:0\"", "127.0.0.1:0\", udp: {transport: pigeon}"));
    Run run = Run.of("check", "--config", file.toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("dns.udp.transport").contains("pigeon");
  }

  @Test
  void check_aKeyWithABadSecret_isOneProblem() throws IOException {
    Files.writeString(
        file,
        """
        transfers: {keys: [{name: k, secret: short}], allow: [{key: k}]}
        zones: [{name: example.org}]
        """);
    Run run = Run.of("check", "--config", file.toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().lines()).hasSize(1).allMatch(line -> line.contains("keys[0].secret"));
  }

  @Test
  void check_whatSecondariesAreNeverToldOf_isSaid() throws IOException {
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    Logger log = (Logger) LoggerFactory.getLogger("dev.gslb.config");
    lines.start();
    log.setLevel(Level.WARN); // a server that was started here may have said something else
    log.addAppender(lines);
    try {
      String given = CONFIGURATION + "transfers: {allow: [192.0.2.0/24]}\n";
      Files.writeString(file, given);
      assertThat(Run.of("check", "--config", file.toString()).exitCode()).isZero();
      assertThat(lines.list)
          .extracting(ILoggingEvent::getFormattedMessage)
          .hasSize(1)
          .allMatch(line -> line.contains("are not told when the answers of its domains change"));
      lines.list.clear();
      Files.writeString(file, given.replace("{allow", "{gslb: omit, allow"));
      assertThat(Run.of("check", "--config", file.toString()).exitCode()).isZero();
      assertThat(lines.list).isEmpty();
      Files.writeString(
          file, "overwatch: {data_dir: d}\nzones: [{name: example.org, dynamic: true}]\n");
      assertThat(Run.of("check", "--config", file.toString()).exitCode()).isZero();
      assertThat(lines.list)
          .extracting(ILoggingEvent::getFormattedMessage)
          .hasSize(1)
          .allMatch(line -> line.contains("no updates that anybody may make"));
    } finally {
      log.detachAppender(lines);
      log.setLevel(null);
    }
  }

  @Test
  void query_whereNobodyListens_saysSo() {
    Run run = Run.of("query", "example.com", "A", "--server", "127.0.0.1:" + LoopbackPorts.take());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("gslb: nobody listens there");
  }

  @Test
  void serve_aStateInUse_isOneLine() throws IOException {
    Files.writeString(
        file,
        CONFIGURATION.replace("overwatch:", "overwatch:\n  data_dir: state")
            + "api: {address: '127.0.0.1:0'}\n");
    try (ReferenceServer first =
        ReferenceServer.start(
            file, new ConfigLoader(Map.of(), CommandLineTest.class.getClassLoader()))) {
      Run run = Run.of("serve", "--config", file.toString());
      assertThat(first.readiness().ready()).isTrue();
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err().lines()).hasSize(1).allMatch(line -> line.startsWith("gslb: "));
    }
  }

  @Test
  void check_missingFile_namesIt() {
    Run run = Run.of("check", "--config", folder.resolve("absent.yaml").toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("absent.yaml").doesNotContain("\tat ");
  }

  @Test
  void explain_mappedClient_showsAnswerStepsAndReason() {
    Run run =
        Run.of(
            "explain",
            "--config",
            file.toString(),
            "www.example.com",
            "A",
            "--client",
            "203.0.113.7");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("status: NOERROR")
        .containsPattern("www\\.example\\.com\\.\\s+60\\s+IN\\s+A\\s+198\\.51\\.100\\.10\\R")
        .containsPattern("chose \\[.*us.*] of \\[.*eu.*us.*]")
        .containsPattern(" because .*203\\.0\\.113\\.0/24")
        .contains("client subnet scope: /24");
  }

  @Test
  void explain_missingName_showsTheAuthority() {
    Run run = Run.of("explain", "--config", file.toString(), "absent.www.example.com", "A");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("status: NXDOMAIN").containsPattern("authority: .*\\sSOA\\s");
  }

  @Test
  void explain_unknownType_isRefused() {
    Run run = Run.of("explain", "--config", file.toString(), "www.example.com", "QQ");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("QQ").doesNotContain("\tat ");
  }

  @Test
  void query_overUdpTcpAndWithSubnet_printsTheResponse() throws IOException {
    ConfigLoader loader = new ConfigLoader(Map.of(), getClass().getClassLoader());
    try (ReferenceServer server = ReferenceServer.start(file, loader)) {
      String address = "127.0.0.1:" + server.dns().port();
      Run udp = Run.of("query", "www.example.com", "A", "--server", address);
      Run tcp = Run.of("query", "www.example.com", "AAAA", "--server", address, "--tcp");
      Run subnet =
          Run.of(
              "query", "www.example.com", "A", "--server", address, "--subnet", "203.0.113.0/24");
      Run refused = Run.of("query", "www.example.org.", "A", "--server", address);

      assertThat(udp.exitCode()).as(udp.err()).isZero();
      assertThat(udp.out()).contains("NOERROR").contains("192.0.2.10").contains(" aa ");
      assertThat(tcp.exitCode()).as(tcp.err()).isZero();
      assertThat(tcp.out()).contains("NOERROR").contains("2001:db8:0:0:0:0:0:10");
      assertThat(subnet.exitCode()).as(subnet.err()).isZero();
      assertThat(subnet.out())
          .contains("198.51.100.10")
          .contains("203.0.113.0/24, scope netmask 24");
      assertThat(refused.exitCode()).isZero();
      assertThat(refused.out()).contains("REFUSED");
      assertThat(server.dns().statistics().tcp().stream().mapToLong(Long::longValue).sum())
          .isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:65536", "5353"})
  void query_badServer_saysWhatIsExpected(String server) {
    Run run = Run.of("query", "www.example.com", "A", "--server", server);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("--server " + server + " (expected: HOST:PORT)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.0", "192.0.2.0/33", "192.0.2.0/-1", "192.0.2.0/x"})
  void query_badSubnet_saysWhatIsExpected(String subnet) {
    Run run =
        Run.of("query", "www.example.com", "A", "--server", "127.0.0.1:53", "--subnet", subnet);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("--subnet " + subnet + " (expected: an address and a prefix");
  }

  @Test
  void query_badType_saysWhatIsExpected() {
    Run run = Run.of("query", "www.example.com", "QQ", "--server", "127.0.0.1:53");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("RR type QQ (expected: a mnemonic such as A, or TYPEn)");
  }

  @Test
  void flags_withoutCommand_serve() {
    Run run = Run.of("--config", folder.resolve("absent.yaml").toString(), "--mode", "standalone");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("absent.yaml");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "serve"})
  void mode_unknown_isWrongUsage(String command) {
    String flags = "--config " + file + " --mode agent";
    Run run = Run.of((command + " " + flags).trim().split(" ", -1));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--mode").contains("agent").containsIgnoringCase("standalone");
  }

  @Test
  void mode_cluster_goesBeforeTheFileAndNeedsItsSection() {
    Run run = Run.of("serve", "--config", file.toString(), "--mode", "cluster");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("no cluster (expected: cluster with a node_name)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--surprise", "serve --surprise", "check --surprise", "surprise", ""})
  void arguments_unknownOrNone_areWrongUsage(String arguments) {
    Run run = arguments.isEmpty() ? Run.of() : Run.of(arguments.split(" ", -1));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).isNotEmpty().doesNotContain("\tat ");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void help_listsTheCommands() {
    Run run = Run.of("--help");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("serve", "check", "explain", "query", "demo");
  }

  @Test
  void demoOnce_playsAFailover() {
    Run run = Run.of("demo", "--once");

    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.out())
        .contains("DNS server: 127.0.0.1:")
        .contains("The backend 127.0.0.11 in eu stops:")
        .contains("Every answer was the expected one.")
        .doesNotContain(" but expected ");
  }
}
