package dev.gslb.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.gslb.cluster.StateStore;
import dev.gslb.config.ConfigLoader;
import dev.gslb.spi.EndpointState;
import dev.gslb.spi.Verdict;
import dev.gslb.testkit.LoopbackPorts;
import dev.gslb.zone.EndpointId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** After a restart in the middle of an outage a server knows who was healthy last. */
final class LastHealthyRestartTest {
  private static final Name NAME = Name.fromConstantString("www.example.com.");
  private static final String POLICY = "failover us";
  private static final String NEVER_UP = "127.0.0.1";
  private static final String UP_LAST = "127.0.0.2";

  private final int clusterPort = LoopbackPorts.takePair();

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"standalone", "cluster"})
  void restart_duringTheOutage_servesWhoWasHealthyLast(String mode) throws Exception {
    ServerSocket backend = new ServerSocket(0, 50, InetAddress.getByName(UP_LAST));
    EndpointId last = new EndpointId("us/" + UP_LAST + ":" + backend.getLocalPort());
    try (ReferenceServer server = start(mode, backend.getLocalPort())) {
      awaitKept(server, Set.of(last));
      backend.close();
      awaitAllDown(server);
      ClusterNodes.eventually(() -> ask(server).equals(UP_LAST));
      awaitKept(server, Set.of(last));
    }
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    Logger log = (Logger) LoggerFactory.getLogger("dev.gslb.internal.control.LastHealthy");
    lines.start();
    log.addAppender(lines);
    try (ReferenceServer server = start(mode, backend.getLocalPort())) {
      awaitAllDown(server);
      ClusterNodes.eventually(() -> ask(server).equals(UP_LAST));
      assertThat(ask(server)).as("declared after one that was never up").isEqualTo(UP_LAST);
      assertThat(server.dns().statistics().lastHealthy().get(POLICY)).isGreaterThanOrEqualTo(2);
      assertThat(MetricsPage.get(server.metricsAddress().orElseThrow(), "/metrics"))
          .contains("gslb_last_healthy_answers_total{policy=\"" + POLICY + "\"}");
      assertThat(messages(lines)).hasSize(1).allMatch(line -> line.endsWith(POLICY));

      try (ServerSocket again =
          new ServerSocket(backend.getLocalPort(), 50, InetAddress.getByName(UP_LAST))) {
        ClusterNodes.eventually(() -> messages(lines).size() == 2);
        assertThat(again.isBound()).isTrue();
      }
      assertThat(messages(lines).get(1)).startsWith("Members are up again");
    } finally {
      log.detachAppender(lines);
    }
  }

  @Test
  void noStore_startsWithoutMemory() throws IOException {
    Path file = folder.resolve("gslb.yaml");
    Files.writeString(
        file,
        """
        dns: {listen_address: "127.0.0.1:0"}
        regions: [{name: us, servers: [{address: 192.0.2.1}]}]
        domains: [{name: www.example.com, regions: [us], fallback: last-healthy}]
        """);
    try (ReferenceServer server =
        ReferenceServer.start(file, new ConfigLoader(Map.of(), getClass().getClassLoader()))) {
      assertThat(server.state()).isEmpty();
      assertThat(ask(server)).isEqualTo("192.0.2.1");
    }
  }

  private ReferenceServer start(String mode, int port) throws IOException {
    Path file = folder.resolve("gslb.yaml");
    String cluster =
        mode.equals("standalone")
            ? ""
            : """
              cluster:
                node_name: a
                bind_address: "127.0.0.1:%d"
                answer: all
                bootstrap: true
              """
                .formatted(clusterPort);
    Files.writeString(
        file,
        """
        mode: %s
        dns: {listen_address: "127.0.0.1:0"}
        api: {address: "127.0.0.1:0"}
        metrics: {address: "127.0.0.1:0"}
        overwatch: {data_dir: "%s"}
        regions:
          - name: us
            servers: [{address: %s, port: 1}, {address: %s, port: %d}]
            health_check:
              {type: tcp, interval: 200ms, failure_threshold: 2, success_threshold: 1}
        domains:
          - name: www.example.com
            routing_algorithm: failover
            regions: [us]
            fallback: last-healthy
        %s
        """
            .formatted(mode, folder.resolve("data"), NEVER_UP, UP_LAST, port, cluster));
    return ReferenceServer.start(file, new ConfigLoader(Map.of(), getClass().getClassLoader()));
  }

  private static void awaitAllDown(ReferenceServer server) {
    ClusterNodes.eventually(
        () ->
            server.dns().states().states().stream()
                .map(EndpointState::verdict)
                .allMatch(Verdict.DOWN::equals));
  }

  private static void awaitKept(ReferenceServer server, Set<EndpointId> expected) {
    StateStore store = server.state().orElseThrow().backend().store();
    ClusterNodes.eventually(
        () ->
            store
                .list("last-healthy/", Optional.empty(), 10)
                .get(30, TimeUnit.SECONDS)
                .entries()
                .stream()
                .map(entry -> new EndpointId(entry.key().text().substring(13)))
                .toList()
                .equals(List.copyOf(expected)));
  }

  private static List<String> messages(ListAppender<ILoggingEvent> lines) {
    return List.copyOf(lines.list).stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private static String ask(ReferenceServer server) throws IOException {
    SimpleResolver resolver = new SimpleResolver(server.addresses().get(0));
    Message response = resolver.send(Message.newQuery(Record.newRecord(NAME, Type.A, 1)));
    List<Record> answers = response.getSection(Section.ANSWER);
    return answers.isEmpty() ? Rcode.string(response.getRcode()) : answers.get(0).rdataToString();
  }
}
