package dev.gslb.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gslb.config.ConfigLoader;
import dev.gslb.testkit.LoopbackPorts;
import dev.gslb.zone.RefusedException;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the server binds, what it leaves behind, and what it shows over HTTP. */
final class ReferenceServerTest {
  /** An address that nothing else on this host uses, so that a freed port stays free. */
  private static final String LOOPBACK = "127.53.0.1";

  @TempDir private Path folder;

  private ReferenceServer start(int port, String metrics) throws IOException {
    Path file = folder.resolve("gslb.yaml");
    Files.writeString(
        file,
        """
        dns: {listen_address: "%s:%d"}
        metrics: %s
        regions: [{name: here, servers: [{address: 192.0.2.1}]}]
        domains: [{name: www.example.com, regions: [here]}]
        """
            .formatted(LOOPBACK, port, metrics));
    return ReferenceServer.start(file, new ConfigLoader(Map.of(), getClass().getClassLoader()));
  }

  private static String metrics(int port) {
    return "{address: \"" + LOOPBACK + ":" + port + "\"}";
  }

  @Test
  void metricsAddress_itsPages_answer() throws IOException {
    try (ReferenceServer server = start(0, metrics(0))) {
      InetSocketAddress address = server.metricsAddress().orElseThrow();

      assertThat(MetricsPage.get(address, "/healthz")).isEqualTo("ok\n");
      assertThat(MetricsPage.get(address, "/ready")).isEqualTo("ready\n");
      assertThat(MetricsPage.get(address, "/metrics")).contains("gslb_configured_domains 1.0");
    }
  }

  @Test
  void metricsAddress_otherPathsAndMethods_areRefused() throws IOException {
    try (ReferenceServer server = start(0, metrics(0))) {
      InetSocketAddress address = server.metricsAddress().orElseThrow();

      assertThat(MetricsPage.status(address, "/")).isEqualTo(404);
      assertThat(MetricsPage.status(address, "/metrics/more")).isEqualTo(404);
      assertThat(MetricsPage.status(address, "/metricsmore")).isEqualTo(404);
      assertThat(HttpStatus.of(address, "POST", "/metrics")).isEqualTo(405);
      assertThat(HttpStatus.of(address, "DELETE", "/ready")).isEqualTo(405);
      assertThat(HttpStatus.of(address, "HEAD", "/ready")).isEqualTo(200);
    }
  }

  @Test
  void metrics_queriesOfMadeUpNames_showNone() throws IOException {
    try (ReferenceServer server = start(0, metrics(0))) {
      DemoClient client = new DemoClient(server.addresses().get(0));

      assertThat(client.addresses("www.example.com", null)).containsExactly("192.0.2.1");
      assertThat(client.addresses("chosen-by-a-client.www.example.com", null)).isEmpty();
      assertThat(client.addresses("chosen-by-a-client.test", null)).isEmpty();
      assertThat(MetricsPage.get(server.metricsAddress().orElseThrow(), "/metrics"))
          .contains("gslb_dns_queries_total{rcode=\"NOERROR\",transport=\"udp\"} 1.0")
          .contains("gslb_dns_queries_total{rcode=\"NXDOMAIN\",transport=\"udp\"} 1.0")
          .contains("gslb_dns_queries_total{rcode=\"REFUSED\",transport=\"udp\"} 1.0")
          .contains("gslb_routing_decisions_total{algorithm=\"round-robin\"} 1.0")
          .doesNotContain("chosen-by-a-client")
          .doesNotContain("example.com");
    }
  }

  @Test
  void metrics_networkWithoutFaults_showsEachKindWithNone() throws IOException {
    try (ReferenceServer server = start(0, metrics(0))) {
      assertThat(MetricsPage.get(server.metricsAddress().orElseThrow(), "/metrics"))
          .contains("gslb_network_faults_total{kind=\"receive\"} 0.0")
          .contains("gslb_network_faults_total{kind=\"send\"} 0.0")
          .contains("gslb_network_faults_total{kind=\"handler\"} 0.0")
          .contains("gslb_tcp_connections_closed_total{reason=\"too_many\"} 0.0")
          .contains("gslb_tcp_connections_closed_total{reason=\"too_many_octets\"} 0.0")
          .contains("gslb_workers_replaced_total 0.0");
    }
  }

  @Test
  void ready_closedServer_saysNo() throws IOException {
    ReferenceServer server = start(0, "{enabled: false}");
    server.close();
    InetSocketAddress any = new InetSocketAddress(LOOPBACK, 0);
    try (MetricsEndpoint endpoint = MetricsEndpoint.start(any, server)) {
      assertThat(MetricsPage.status(endpoint.address(), "/ready")).isEqualTo(503);
      assertThat(MetricsPage.status(endpoint.address(), "/healthz")).isEqualTo(200);
    }
  }

  @Test
  void reload_closedServer_doesNothing() throws IOException {
    ReferenceServer server = start(0, "{enabled: false}");
    server.close();
    server.reload();

    assertThat(server.reloads()).isZero();
    assertThat(server.refusedReloads()).isZero();
  }

  @Test
  void reload_failsForAnotherReason_countsAsRefused() throws IOException {
    try (ReferenceServer server = start(0, "{enabled: false}")) {
      server.dns().close();
      server.reload();

      assertThat(server.refusedReloads()).isEqualTo(1);
      assertThat(server.reloads()).isZero();
    }
  }

  @Test
  void ready_requestsHalfSent_stillAnswers() throws IOException {
    List<Socket> clients = new ArrayList<>();
    try (ReferenceServer server = start(0, metrics(0))) {
      InetSocketAddress address = server.metricsAddress().orElseThrow();
      for (int i = 0; i < 15; i++) {
        Socket client = new Socket(address.getAddress(), address.getPort());
        clients.add(client);
        client.getOutputStream().write("GET /ready HTTP/1.1\r\nHost".getBytes(US_ASCII));
      }

      assertThat(MetricsPage.get(address, "/ready")).isEqualTo("ready\n");
    } finally {
      for (Socket client : clients) {
        client.close();
      }
    }
  }

  @Test
  void start_metricsOff_bindsNone() throws IOException {
    try (ReferenceServer server = start(0, "{enabled: false}")) {
      assertThat(server.metricsAddress()).isEmpty();
    }
  }

  @Test
  void close_portsBound_freesThem() throws IOException {
    int port;
    int metricsPort;
    try (ReferenceServer server = start(0, metrics(0))) {
      port = server.dns().port();
      metricsPort = server.metricsAddress().orElseThrow().getPort();
    }
    assertFree(port);
    try (ReferenceServer server = start(port, metrics(metricsPort))) {
      assertThat(server.dns().port()).isEqualTo(port);
      assertThat(server.metricsAddress().orElseThrow().getPort()).isEqualTo(metricsPort);
    }
  }

  @Test
  void start_dnsPortTaken_namesItAndBindsNothing() throws IOException {
    try (ReferenceServer first = start(0, "{enabled: false}")) {
      int port = first.dns().port();
      int metricsPort = LoopbackPorts.take();

      assertThatThrownBy(() -> start(port, metrics(metricsPort)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(LOOPBACK + ":" + port);
      new ServerSocket(metricsPort, 1, InetAddress.getByName(LOOPBACK)).close();
      assertThat(new DemoClient(first.addresses().get(0)).addresses("www.example.com", null))
          .containsExactly("192.0.2.1");
    }
  }

  @Test
  void start_metricsPortTaken_namesItAndFreesTheRest() throws IOException {
    int port = LoopbackPorts.take();
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK))) {
      int metricsPort = taken.getLocalPort();

      assertThatThrownBy(() -> start(port, metrics(metricsPort)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("metrics")
          .hasMessageContaining(LOOPBACK + ":" + metricsPort)
          .hasRootCauseInstanceOf(BindException.class);
    }
    assertFree(port);
  }

  @Test
  void start_badFile_isRefused() throws IOException {
    assertThatThrownBy(() -> start(0, "{address: nowhere}"))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("gslb.yaml:2:");
  }

  private static void assertFree(int port) throws IOException {
    InetAddress address = InetAddress.getByName(LOOPBACK);
    try (ServerSocket tcp = new ServerSocket(port, 1, address);
        DatagramSocket udp = new DatagramSocket(port, address)) {
      assertThat(tcp.getLocalPort()).isEqualTo(udp.getLocalPort());
    }
  }
}
