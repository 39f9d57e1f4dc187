package dev.gslb.transport.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gslb.GslbServer;
import dev.gslb.GslbServerBuilder;
import dev.gslb.spi.UdpConfig;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The transport inside a server, beside TCP. */
class FacadeTest {
  private static GslbServer serve(String... addresses) throws IOException {
    GslbServerBuilder builder = GslbServer.builder().udp(UdpConfig.DEFAULT.withTransport("linux"));
    for (String address : addresses) {
      builder.listen(new InetSocketAddress(InetAddress.getByName(address), 0));
    }
    return builder.start();
  }

  private static List<String> hosts(GslbServer server) {
    return server.addresses().stream()
        .map(address -> address.getAddress().getHostAddress())
        .toList();
  }

  @Test
  void start_wildcardOfIpv4AndAnIpv6Address_servesBoth() throws Exception {
    try (GslbServer server = serve("0.0.0.0", "::1")) {
      assertThat(hosts(server)).containsExactly("0.0.0.0", "0:0:0:0:0:0:0:1");
      assertThat(server.addresses())
          .extracting(InetSocketAddress::getPort)
          .containsOnly(server.port());
    }
  }

  @Test
  void start_wildcardOfIpv4_doesNotServeIpv6() throws Exception {
    try (GslbServer server = serve("0.0.0.0")) {
      new Socket("127.0.0.1", server.port()).close();
      assertThatThrownBy(() -> new Socket("::1", server.port()).close())
          .isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void start_wildcardsAndWhatTheyCover_bindsEachOnce() throws Exception {
    try (GslbServer server = serve("::", "0.0.0.0", "127.0.0.1", "::1")) {
      assertThat(hosts(server)).containsExactly("0:0:0:0:0:0:0:0");
      new Socket("127.0.0.1", server.port()).close();
      new Socket("::1", server.port()).close();
    }
  }

  @Test
  void start_auto_choosesThisTransport() throws Exception {
    try (GslbServer server =
        GslbServer.builder()
            .listen("0.0.0.0", 0)
            .udp(new UdpConfig(UdpConfig.AUTO, 1, 16, Duration.ZERO, List.of(), 0))
            .start()) {
      // The other transport would have bound each address of the host.
      assertThat(hosts(server)).containsExactly("0.0.0.0");
    }
  }

  @Test
  void start_unknownTransport_namesTheKnown() {
    assertThatThrownBy(
            () -> GslbServer.builder().udp(UdpConfig.DEFAULT.withTransport("linus")).start())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("UDP transport linus (expected: auto or one of linux, nio)");
  }

  @Test
  void start_nioWithASettingThatItLacks_isRefused() {
    UdpConfig pinned = new UdpConfig(UdpConfig.NIO, 1, 32, Duration.ZERO, List.of(0), 0);
    assertThatThrownBy(() -> GslbServer.builder().udp(pinned).start())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("UDP transport nio has no cpus (expected: the default)");
  }
}
