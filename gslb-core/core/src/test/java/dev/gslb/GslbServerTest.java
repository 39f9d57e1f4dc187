package dev.gslb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gslb.spi.Command;
import dev.gslb.spi.EndpointOverride;
import dev.gslb.spi.Explanation;
import dev.gslb.spi.NotServing;
import dev.gslb.spi.UdpConfig;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.Endpoint;
import dev.gslb.zone.GslbName;
import dev.gslb.zone.Policy;
import dev.gslb.zone.RecordType;
import dev.gslb.zone.RefusedException;
import dev.gslb.zone.Target;
import dev.gslb.zone.Zone;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;

/** The facade over real sockets. */
class GslbServerTest {
  private static Zone zone(String address) {
    return Asking.zone("example", "www.example 60 A " + address);
  }

  private static GslbServerBuilder builder() {
    GslbServerBuilder builder = GslbServer.builder();
    TestRouters.all().forEach(builder::router);
    return builder;
  }

  private static List<String> ask(GslbServer server, InetSocketAddress address, boolean tcp)
      throws IOException {
    SimpleResolver resolver = new SimpleResolver(address);
    resolver.setTCP(tcp);
    Message response = resolver.send(Asking.query("www.example", "A"));
    assertThat(response.getHeader().getFlag(Flags.AA)).isTrue();
    assertThat(server.addresses()).contains(address);
    return Asking.texts(response, Section.ANSWER);
  }

  @Test
  void start_twoFamiliesAndPortZero_answersOnOnePortOverUdpAndTcp() throws Exception {
    try (GslbServer server =
        builder().listen("127.0.0.1", 0).listen("::1", 0).zone(zone("192.0.2.1")).start()) {
      assertThat(server.addresses())
          .extracting(InetSocketAddress::getPort)
          .containsOnly(server.port());
      assertThat(server.addresses()).hasSize(2);
      for (InetSocketAddress address : server.addresses()) {
        assertThat(ask(server, address, false)).containsExactly("www.example. 60 A 192.0.2.1");
        assertThat(ask(server, address, true)).containsExactly("www.example. 60 A 192.0.2.1");
      }
      assertThat(server.statistics().answered()).isEqualTo(4);
      assertThat(server.statistics().tcp().get(0)).isEqualTo(2);
    }
  }

  @Test
  void start_wildcardAddress_listensAtEachLocalAddress() throws Exception {
    try (GslbServer server = builder().listen("0.0.0.0", 0).zone(zone("192.0.2.1")).start()) {
      assertThat(server.addresses())
          .allSatisfy(address -> assertThat(address.getAddress().isAnyLocalAddress()).isFalse());
      assertThat(ask(server, new InetSocketAddress("127.0.0.1", server.port()), false)).hasSize(1);
    }
  }

  @Test
  void start_severalWorkers_allAnswer() throws Exception {
    try (GslbServer server =
        builder().udp(UdpConfig.DEFAULT.withWorkers(3)).zone(zone("192.0.2.1")).start()) {
      for (int i = 0; i < 20; i++) {
        assertThat(ask(server, server.addresses().get(0), false)).hasSize(1);
      }
    }
  }

  @Test
  void start_twoServers_shareNothing() throws Exception {
    try (GslbServer one = builder().zone(zone("192.0.2.1")).start();
        GslbServer two = builder().name("two").zone(zone("192.0.2.2")).start()) {
      assertThat(ask(one, one.addresses().get(0), false))
          .containsExactly("www.example. 60 A 192.0.2.1");
      assertThat(ask(two, two.addresses().get(0), false))
          .containsExactly("www.example. 60 A 192.0.2.2");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void start_portInUse_failsInsteadOfSharing(int workers) throws Exception {
    try (GslbServer first =
        builder().udp(UdpConfig.DEFAULT.withWorkers(workers)).zone(zone("192.0.2.1")).start()) {
      assertThatThrownBy(
              () ->
                  builder()
                      .udp(UdpConfig.DEFAULT.withWorkers(workers))
                      .listen("127.0.0.1", first.port())
                      .zone(zone("192.0.2.2"))
                      .start())
          .isInstanceOf(IOException.class)
          .hasCauseInstanceOf(BindException.class)
          .hasMessageContaining("TCP /127.0.0.1:" + first.port());
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 5353", "5353, 0"})
  void start_portZeroBesideAnother_isRefused(int first, int second) {
    GslbServerBuilder builder =
        builder().listen("127.0.0.1", first).listen("::1", second).zone(zone("192.0.2.1"));
    assertThatThrownBy(builder::start)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "port 0 beside port 5353 (expected: port 0 for all addresses, or a port for each)");
  }

  @Test
  void start_wrongPolicy_isRefusedBeforeASocketOpens() {
    Zone zone =
        Zone.builder("example")
            .synthesizeApex()
            .add(GslbName.of("www.example", Policy.of("p", "nonsense", List.of(endpoint()))))
            .build();
    assertThatThrownBy(() -> builder().zone(zone).start()).isInstanceOf(RefusedException.class);
  }

  private static Endpoint endpoint() {
    return Endpoint.of("e", new Target.Address(InetAddress.getLoopbackAddress()));
  }

  @Test
  void apply_otherZones_areServedWhenItReturns() throws Exception {
    try (GslbServer server = builder().zone(zone("192.0.2.1")).start()) {
      long id = server.apply(List.of(zone("192.0.2.2")));
      assertThat(id).isGreaterThan(1);
      assertThat(ask(server, server.addresses().get(0), false))
          .containsExactly("www.example. 60 A 192.0.2.2");
      assertThatThrownBy(() -> server.apply(List.of(zone("192.0.2.3"), zone("192.0.2.4"))))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("two zones");
      assertThat(ask(server, server.addresses().get(0), false))
          .containsExactly("www.example. 60 A 192.0.2.2");
    }
  }

  @Test
  void explain_aPolicy_tellsItsStepsAndTakesNoTicket() throws Exception {
    Policy policy =
        Policy.of(
            "pool",
            "rotate",
            List.of(
                Endpoint.of("a", new Target.Address(InetAddress.getByName("192.0.2.1"))),
                Endpoint.of("b", new Target.Address(InetAddress.getByName("192.0.2.2")))));
    Zone zone =
        Zone.builder("example").synthesizeApex().add(GslbName.of("www.example", policy)).build();
    try (GslbServer server = builder().zone(zone).start()) {
      Explanation first = server.explain(DomainName.of("www.example"), RecordType.A, null);
      Explanation second = server.explain(DomainName.of("www.example"), RecordType.A, null);
      assertThat(first.answers()).isEqualTo(second.answers()).hasSize(1);
      assertThat(first.steps()).hasSize(1);
      assertThat(first.steps().get(0).candidates()).containsExactly("a", "b");
      List<String> served = ask(server, server.addresses().get(0), false);
      assertThat(first.answers().get(0))
          .endsWith(served.get(0).substring(served.get(0).lastIndexOf(' ') + 1));
      assertThat(server.statistics().answered()).isEqualTo(1);
    }
  }

  @Test
  void explain_withoutAServer_opensNoSocket() throws Exception {
    Explanation explanation =
        builder()
            .zone(zone("192.0.2.1"))
            .explain(
                DomainName.of("www.example"), RecordType.A, InetAddress.getByName("192.0.2.9"));
    assertThat(explanation.rcode()).isEqualTo("NOERROR");
    assertThat(explanation.answers()).hasSize(1);
    assertThat(explanation.ecsScope()).isZero();
  }

  @Test
  void close_twice_freesThePort() throws Exception {
    GslbServer server = builder().zone(zone("192.0.2.1")).start();
    int port = server.port();
    server.close();
    server.close();
    try (GslbServer again = builder().listen("127.0.0.1", port).zone(zone("192.0.2.1")).start()) {
      assertThat(again.port()).isEqualTo(port);
    }
  }

  @Test
  void gated_refusing_answersOnlyWhilePermitted() throws Exception {
    try (GslbServer server = builder().gated(NotServing.REFUSE).zone(zone("192.0.2.1")).start()) {
      SimpleResolver resolver = new SimpleResolver(server.addresses().get(0));
      Message query = Asking.query("www.example", "A");
      assertThat(resolver.send(query).getRcode()).isEqualTo(Rcode.REFUSED);

      server.control().submit(new Command.ServeUntil(Command.ServeUntil.FOREVER)).join();
      assertThat(ask(server, server.addresses().get(0), false)).hasSize(1);

      server.control().submit(new Command.ServeUntil(System.nanoTime())).join();
      assertThat(resolver.send(query).getRcode()).isEqualTo(Rcode.REFUSED);
    }
  }

  @Test
  @Timeout(30)
  void gated_ignoring_isSilentOnceTheDeadlinePassed() throws Exception {
    try (GslbServer server = builder().gated(NotServing.IGNORE).zone(zone("192.0.2.1")).start()) {
      byte[] query = Asking.query("www.example", "A").toWire();
      try (DatagramSocket client = new DatagramSocket()) {
        InetSocketAddress address = server.addresses().get(0);
        client.send(new DatagramPacket(query, query.length, address));
        while (server.statistics().dropped() == 0) {
          Thread.onSpinWait();
        }

        server.control().submit(new Command.ServeUntil(Command.ServeUntil.FOREVER)).join();
        client.send(new DatagramPacket(query, query.length, address));
        client.receive(new DatagramPacket(new byte[512], 512));
        assertThat(server.statistics().dropped()).as("and nothing came before").isEqualTo(1);
      }
    }
  }

  @Test
  void command_givenToTheBuilder_holdsForTheFirstQuery() throws Exception {
    Endpoint first = Endpoint.of("a", new Target.Address(InetAddress.getByName("192.0.2.1")));
    Endpoint second = Endpoint.of("b", new Target.Address(InetAddress.getByName("192.0.2.2")));
    Policy policy = Policy.of("p", "first", List.of(first, second));
    EndpointOverride out =
        new EndpointOverride(OptionalInt.empty(), Optional.of(false), Optional.empty());
    try (GslbServer server =
        builder()
            .zone(Asking.builder("example").add(GslbName.of("www.example", policy)).build())
            .command(new Command.Overrule(first.id(), Optional.of(out)))
            .start()) {
      assertThat(ask(server, server.addresses().get(0), false))
          .singleElement()
          .asString()
          .endsWith("192.0.2.2");
    }
  }
}
