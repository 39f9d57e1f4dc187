package dev.gslb.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.GslbServer;
import dev.gslb.GslbServerBuilder;
import dev.gslb.TestRouters;
import dev.gslb.spi.AccessRule;
import dev.gslb.spi.ExchangeConfig;
import dev.gslb.spi.Network;
import dev.gslb.spi.ZoneExchange;
import dev.gslb.spi.ZoneExchange.GslbContent;
import dev.gslb.zone.Endpoint;
import dev.gslb.zone.GslbName;
import dev.gslb.zone.Policy;
import dev.gslb.zone.Target;
import dev.gslb.zone.Zone;
import dev.gslb.zone.ZoneBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;
import org.xbill.DNS.ZoneTransferIn;

/** RFC 1995: a server that has an older version is sent the difference. */
class Rfc1995Test {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Name EXAMPLE = Name.fromConstantString("example.");

  private static GslbServer serving(Zone zone) throws Exception {
    return serving(zone, GslbContent.OMIT);
  }

  private static GslbServer serving(Zone zone, GslbContent gslb) throws Exception {
    GslbServerBuilder builder =
        GslbServer.builder().listen("127.0.0.1", 0).zone(zone).exchange(telling(gslb));
    TestRouters.all().forEach(builder::router);
    return builder.start();
  }

  private static ExchangeConfig telling(GslbContent gslb) throws Exception {
    AccessRule all = AccessRule.from(new Network(InetAddress.getByName("127.0.0.0"), 8));
    ZoneExchange exchange = new ZoneExchange(List.of(all), List.of(), gslb);
    return new ExchangeConfig(List.of(), exchange, Map.of());
  }

  private static Zone zone(long serial, Map<String, String> addresses) {
    return builder(serial, addresses).build();
  }

  private static Zone withPolicy(long serial, Map<String, String> addresses) throws Exception {
    Policy policy = Policy.of("p", "first", List.of(Endpoint.of("a", address("192.0.2.1"))));
    return builder(serial, addresses).add(GslbName.of("app.example", policy)).build();
  }

  private static ZoneBuilder builder(long serial, Map<String, String> addresses) {
    ZoneBuilder zone =
        Zone.builder("example")
            .add("example", "SOA", 60, "ns.elsewhere. admin.example. " + serial + " 1 1 1 1")
            .add("example", "NS", 60, "ns.elsewhere.");
    addresses.forEach((owner, address) -> zone.add(owner + ".example", "A", 60, address));
    return zone;
  }

  private static ZoneTransferIn ixfr(GslbServer server, long serial) throws Exception {
    InetSocketAddress address = new InetSocketAddress("127.0.0.1", server.port());
    ZoneTransferIn transfer = ZoneTransferIn.newIXFR(EXAMPLE, serial, true, address, null);
    transfer.run();
    return transfer;
  }

  /** The history is written a moment after the zone is served. */
  private static ZoneTransferIn difference(GslbServer server, long serial) {
    List<ZoneTransferIn> got = new ArrayList<>();
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> {
              got.clear();
              got.add(ixfr(server, serial));
              return got.get(0).isIXFR();
            });
    return got.get(0);
  }

  @Test
  void section4_twoVersionsBehind_getsBothSteps() throws Exception {
    try (GslbServer server = serving(zone(1, Map.of("a", "192.0.2.1", "b", "192.0.2.2")))) {
      server.apply(List.of(zone(2, Map.of("a", "192.0.2.1", "c", "192.0.2.3"))));
      difference(server, 1);
      server.apply(List.of(zone(3, Map.of("a", "192.0.2.9", "c", "192.0.2.3"))));
      difference(server, 2);
      List<ZoneTransferIn.Delta> steps = ixfr(server, 1).getIXFR();
      assertThat(steps).hasSize(2);
      assertThat(texts(steps.get(0).deletes)).containsExactly("b.example. 192.0.2.2");
      assertThat(texts(steps.get(0).adds)).containsExactly("c.example. 192.0.2.3");
      assertThat(texts(steps.get(1).deletes)).containsExactly("a.example. 192.0.2.1");
      assertThat(texts(steps.get(1).adds)).containsExactly("a.example. 192.0.2.9");
    }
  }

  @Test
  void section4_changedContentWithoutANewSerial_endsTheHistory() throws Exception {
    try (GslbServer server = serving(zone(1, Map.of("a", "192.0.2.1")))) {
      server.apply(List.of(zone(2, Map.of("a", "192.0.2.2"))));
      difference(server, 1);
      server.apply(List.of(zone(2, Map.of("a", "192.0.2.3"))));
      Awaitility.await().atMost(PATIENCE).until(() -> ixfr(server, 1).isAXFR());
      server.apply(List.of(zone(3, Map.of("a", "192.0.2.3", "b", "192.0.2.4"))));
      server.apply(List.of(zone(4, Map.of("a", "192.0.2.3"))));
      difference(server, 3);
      assertThat(ixfr(server, 2).isAXFR()).as("2 has two contents").isTrue();
    }
  }

  @Test
  void section4_policiesThatAreNotToldOfAnyMore_endTheHistory() throws Exception {
    try (GslbServer server = serving(withPolicy(5, Map.of()), GslbContent.HEALTHY)) {
      server.apply(List.of(withPolicy(6, Map.of("a", "192.0.2.2"))), telling(GslbContent.OMIT));
      server.apply(List.of(withPolicy(7, Map.of("a", "192.0.2.3"))));
      server.apply(List.of(withPolicy(8, Map.of("a", "192.0.2.4"))));
      difference(server, 7);
      assertThat(ixfr(server, 5).isAXFR()).as("the policy's addresses are to go").isTrue();
      assertThat(ixfr(server, 6).isAXFR()).as("6 was served with them for a moment").isTrue();
    }
  }

  @Test
  void section4_configurationAsBefore_keepsTheHistory() throws Exception {
    ExchangeConfig config = telling(GslbContent.OMIT);
    try (GslbServer server = serving(zone(1, Map.of()))) {
      server.apply(List.of(zone(2, Map.of("a", "192.0.2.2"))), config);
      server.apply(List.of(zone(3, Map.of("a", "192.0.2.3"))), config);
      difference(server, 2);
      assertThat(ixfr(server, 1).isIXFR()).isTrue();
    }
  }

  @Test
  void policyNameThatGoes_isNoDifference() throws Exception {
    try (GslbServer server = serving(withPolicy(1, Map.of()), GslbContent.HEALTHY)) {
      server.apply(List.of(zone(2, Map.of())));
      server.apply(List.of(zone(3, Map.of("a", "192.0.2.2"))));
      assertThat(difference(server, 2).isIXFR()).isTrue();
      assertThat(ixfr(server, 1).isAXFR()).as("its addresses are in no step").isTrue();
    }
  }

  private static Target address(String text) throws Exception {
    return new Target.Address(InetAddress.getByName(text));
  }

  @Test
  void randomChanges_leadToTheSameZone() throws Exception {
    SplittableRandom random = new SplittableRandom(1995);
    TreeMap<String, String> content = new TreeMap<>();
    for (int i = 0; i < 2_000; i++) {
      content.put("h" + i, "192.0.2." + random.nextInt(256));
    }
    try (GslbServer server = serving(zone(1, content))) {
      TreeSet<String> copy = new TreeSet<>();
      content.forEach((owner, address) -> copy.add(owner + ".example. " + address));
      for (int serial = 2; serial <= 6; serial++) {
        for (int i = 0; i < 200; i++) {
          String owner = "h" + random.nextInt(3_000);
          if (random.nextBoolean()) {
            content.remove(owner);
          } else {
            content.put(owner, "198.51.100." + random.nextInt(256));
          }
        }
        server.apply(List.of(zone(serial, content)));
        for (ZoneTransferIn.Delta step : difference(server, serial - 1).getIXFR()) {
          assertThat(copy).containsAll(texts(step.deletes));
          copy.removeAll(texts(step.deletes));
          copy.addAll(texts(step.adds));
        }
        TreeSet<String> expected = new TreeSet<>();
        content.forEach((owner, address) -> expected.add(owner + ".example. " + address));
        assertThat(copy).isEqualTo(expected);
      }
    }
  }

  private static List<String> texts(List<Record> records) {
    return records.stream()
        .filter(record -> record.getType() != Type.SOA)
        .map(record -> record.getName() + " " + record.rdataToString())
        .toList();
  }
}
