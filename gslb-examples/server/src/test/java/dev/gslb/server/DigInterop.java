package dev.gslb.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.config.ConfigLoader;
import dev.gslb.spi.EndpointState;
import dev.gslb.testkit.LoopbackPorts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** dig, kdig and drill against the reference server, over UDP and TCP, IPv4 and IPv6. */
class DigInterop {
  private static ReferenceServer server;

  /**
   * A question and its answer.
   *
   * @param name the name asked for
   * @param type the type asked for
   * @param status the expected response code
   * @param answer the expected answer section
   * @param authority the expected types in the authority section
   */
  record Case(
      String name, String type, String status, List<String> answer, List<String> authority) {}

  private static final List<String> NONE = List.of();
  private static final List<String> SOA = List.of("SOA");

  private static Case answer(String name, String type, String... records) {
    return new Case(name + ".example.com", type, "NOERROR", List.of(records), NONE);
  }

  private static Case negative(String name, String type, String status) {
    return new Case(name + ".example.com", type, status, NONE, SOA);
  }

  /** Each router, each all-down behaviour, and each kind of static answer. */
  static final List<Case> CASES =
      List.of(
          answer("rr", "A", "rr.example.com. 30 A 192.0.2.1", "rr.example.com. 30 A 192.0.2.2"),
          answer("weighted", "A", "weighted.example.com. 30 A 192.0.2.1"),
          answer("failover", "A", "failover.example.com. 30 A 192.0.2.11"),
          answer("failover", "AAAA", "failover.example.com. 30 AAAA 2001:db8::11"),
          answer("latency", "A", "latency.example.com. 30 A 192.0.2.11"),
          answer("nested", "A", "nested.example.com. 30 A 192.0.2.11"),
          answer("any.wild", "A", "any.wild.example.com. 30 A 192.0.2.11"),
          answer("text", "A", "text.example.com. 5 A 192.0.2.11"),
          answer("text", "TXT", "text.example.com. 300 TXT \"beside a GSLB name\""),
          new Case("down-servfail.example.com", "A", "SERVFAIL", NONE, NONE),
          new Case("down-servfail.example.com", "AAAA", "SERVFAIL", NONE, NONE),
          answer("down-last", "A", "down-last.example.com. 30 A 127.0.0.3"),
          answer(
              "down-all",
              "A",
              "down-all.example.com. 30 A 127.0.0.1",
              "down-all.example.com. 30 A 127.0.0.2"),
          negative("down-nodata", "A", "NOERROR"),
          answer("down-static", "A", "down-static.example.com. 30 A 192.0.2.99"),
          negative("down-static", "AAAA", "NOERROR"),
          negative("weighted", "AAAA", "NOERROR"),
          negative("www", "TXT", "NOERROR"),
          negative("missing", "A", "NXDOMAIN"),
          negative("b.star", "A", "NOERROR"),
          answer("b.star", "TXT", "b.star.example.com. 300 TXT \"wild\""),
          answer(
              "alias",
              "A",
              "alias.example.com. 300 CNAME www.example.com.",
              "www.example.com. 300 A 192.0.2.80"),
          answer(
              "www.old",
              "A",
              "old.example.com. 300 DNAME new.example.com.",
              "www.new.example.com. 300 A 192.0.2.81",
              "www.old.example.com. 300 CNAME www.new.example.com."),
          new Case("host.sub.example.com", "A", "NOERROR", NONE, List.of("NS")),
          new Case("www.example.org", "A", "REFUSED", NONE, NONE));

  @BeforeAll
  static void start() throws Exception {
    int dead = LoopbackPorts.take();
    Path file = Path.of(DigInterop.class.getResource("/interop/gslb.yaml").toURI());
    server =
        ReferenceServer.start(
            file,
            new ConfigLoader(
                Map.of("DEAD_PORT", String.valueOf(dead)), DigInterop.class.getClassLoader()));
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> server.dns().states().states().stream().filter(s -> !s.up()).count() == 3);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  static Stream<Arguments> tools() {
    return Stream.of(Dig.values())
        .flatMap(
            tool ->
                server.addresses().stream()
                    .flatMap(
                        address ->
                            Stream.of(false, true).map(tcp -> Arguments.of(tool, address, tcp))));
  }

  @ParameterizedTest
  @MethodSource("tools")
  void answers_everyCase_agree(Dig tool, InetSocketAddress address, boolean tcp) throws Exception {
    for (Case expected : CASES) {
      Dig.Reply reply = tool.ask(address, tcp, expected.name(), expected.type());
      assertThat(reply.status()).as(reply.text()).isEqualTo(expected.status());
      assertThat(reply.answer()).as(reply.text()).isEqualTo(expected.answer());
      assertThat(reply.authority()).as(reply.text()).isEqualTo(expected.authority());
    }
  }

  @ParameterizedTest
  @MethodSource("tools")
  void roundRobin_twoQueries_rotateTheOrder(Dig tool, InetSocketAddress address, boolean tcp)
      throws Exception {
    String first = firstAddress(tool.ask(address, tcp, "rr.example.com", "A"));
    String second = firstAddress(tool.ask(address, tcp, "rr.example.com", "A"));
    assertThat(second).isNotEqualTo(first);
  }

  private static String firstAddress(Dig.Reply reply) {
    return reply.text().replaceAll("(?s).*?\\sA\\s+(192\\.0\\.2\\.\\d+).*", "$1");
  }

  @ParameterizedTest
  @EnumSource(
      value = Dig.class,
      names = {"DIG", "KDIG"})
  void geo_clientSubnet_decidesAndIsEchoedWithItsScope(Dig tool) throws Exception {
    InetSocketAddress address = server.addresses().get(0);
    Dig.Reply mapped = tool.ask(address, false, "geo.example.com", "A", "+subnet=198.51.100.77/32");
    assertThat(mapped.answer()).containsExactly("geo.example.com. 30 A 192.0.2.11");
    assertThat(mapped.text()).containsPattern("198\\.51\\.100\\.77/32/24");
    Dig.Reply mappedV6 =
        tool.ask(address, false, "geo.example.com", "AAAA", "+subnet=2001:db8:77::/56");
    assertThat(mappedV6.answer()).containsExactly("geo.example.com. 30 AAAA 2001:db8::11");
    assertThat(mappedV6.text()).containsPattern("2001:db8:77::/56/48");
    Dig.Reply ignored =
        tool.ask(address, false, "failover.example.com", "A", "+subnet=198.51.100.0/24");
    assertThat(ignored.text()).containsPattern("198\\.51\\.100\\.0/24/0");
  }

  @ParameterizedTest
  @EnumSource(Dig.class)
  void truncation_overUdp_isRetriedOverTcp(Dig tool) throws Exception {
    InetSocketAddress address = server.addresses().get(0);
    Dig.Reply whole = tool.ask(address, true, "big.example.com", "A");
    assertThat(whole.answer()).hasSize(200);
    if (tool != Dig.DRILL) {
      Dig.Reply cut = tool.ask(address, false, "big.example.com", "A", "+ignore");
      assertThat(cut.flags()).contains("tc");
      Dig.Reply retried = tool.ask(address, false, "big.example.com", "A");
      assertThat(retried.answer()).hasSize(200);
    }
  }

  @Test
  void stateView_showsWhyTheDeadAreDead() {
    assertThat(server.dns().states().states())
        .filteredOn(state -> !state.up())
        .extracting(EndpointState::detail)
        .allSatisfy(detail -> assertThat(detail).contains("refused"));
  }

  @Test
  void metrics_afterQueries_showThem() throws IOException {
    String text = MetricsPage.get(server.metricsAddress().orElseThrow(), "/metrics");
    assertThat(text)
        .contains("gslb_dns_queries_total{")
        .contains("gslb_routing_decisions_total{algorithm=\"round-robin\"}")
        .contains("gslb_healthy_servers 4.0")
        .contains("gslb_health_check_results_total{kind=\"tcp\",result=\"failure\"}")
        .doesNotContain("example");
  }
}
