package dev.gslb.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.GslbServer;
import dev.gslb.spi.AccessRule;
import dev.gslb.spi.ExchangeConfig;
import dev.gslb.spi.ExchangePeer;
import dev.gslb.spi.SecondaryConfig;
import dev.gslb.spi.SecondaryZone;
import dev.gslb.spi.ZoneExchange;
import dev.gslb.spi.ZoneExchange.GslbContent;
import dev.gslb.testkit.LoopbackPorts;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.Zone;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Zones go between our server and NSD, Knot and BIND, in both directions: whole, then as changes,
 * told by NOTIFY and signed with TSIG.
 */
class SecondaryInterop {
  /** BIND takes a minute until it asks again after a failure. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final int MANY = 100_000;
  private static final int MIDDLE_OCTETS = 400_000; // of more than two million
  private static final DomainName APEX = DomainName.of(PeerExchange.ORIGIN);

  @TempDir private Path folder;

  private int peerPort;
  private int port;

  @BeforeEach
  void ports() throws IOException {
    peerPort = LoopbackPorts.take();
    port = LoopbackPorts.take();
  }

  private static InetSocketAddress at(int port) {
    return new InetSocketAddress("127.0.0.1", port);
  }

  /** A zone in which one name in a hundred tells the serial. */
  private static String zone(int records, long serial) {
    StringBuilder text = new StringBuilder();
    text.append("$TTL 300\n")
        .append("@ SOA ns admin ")
        .append(serial)
        .append(" 3600 5 86400 60\n@ NS ns\nns A 192.0.2.1\n")
        .append("new")
        .append(serial)
        .append(" TXT \"only now\"\n")
        .append("* MX 10 ns\nsub NS ns.sub\nns.sub AAAA 2001:db8::1\n");
    for (int i = 0; i < records; i++) {
      text.append('h').append(i).append(" A 10.");
      text.append(i % 100 == 0 ? serial : 0).append('.').append(i / 250 % 250).append('.');
      text.append(i % 250).append('\n');
    }
    return text.toString();
  }

  private static Message ask(int port, String name, int type) throws IOException {
    Name owner = Name.fromString(name, Name.fromString(PeerExchange.ORIGIN));
    return PeerServer.resolver(at(port))
        .send(Message.newQuery(Record.newRecord(owner, type, DClass.IN)));
  }

  private static long serial(int port) throws IOException {
    List<Record> answer = ask(port, "@", Type.SOA).getSection(Section.ANSWER);
    return answer.isEmpty() ? -1 : ((SOARecord) answer.get(0)).getSerial();
  }

  private static void awaitSerial(int port, long serial) {
    Awaitility.await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(serial(port)).isEqualTo(serial));
  }

  private static void assertHas(int port, int records, long serial) throws IOException {
    assertThat(ask(port, "new" + serial, Type.TXT).getSection(Section.ANSWER)).hasSize(1);
    assertThat(ask(port, "new" + (serial - 1), Type.TXT).getSection(Section.ANSWER)).isEmpty();
    for (int i = 0; i < records; i += Math.max(1, records / 50)) {
      List<Record> answer = ask(port, "h" + i, Type.A).getSection(Section.ANSWER);
      assertThat(answer).hasSize(1);
      String first = i % 100 == 0 ? "10." + serial + "." : "10.0.";
      assertThat(answer.get(0).rdataToString()).startsWith(first);
    }
    assertThat(ask(port, "x.h1", Type.A).getRcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(ask(port, "other", Type.MX).getSection(Section.ANSWER)).hasSize(1);
  }

  private GslbServer secondary(int primaryPort) throws IOException {
    SecondaryZone zone =
        new SecondaryZone(
            APEX, List.of(new ExchangePeer(at(primaryPort), Optional.of(PeerExchange.KEY))));
    SecondaryConfig config =
        new SecondaryConfig(Optional.of(folder.resolve("kept")), 200_000, List.of(zone));
    return GslbServer.builder()
        .listen("127.0.0.1", port)
        .exchange(
            new ExchangeConfig(List.of(PeerExchange.KEY), ZoneExchange.NONE, Map.of(), config))
        .start();
  }

  private GslbServer primary(Zone zone) throws IOException {
    ZoneExchange exchange =
        new ZoneExchange(
            List.of(AccessRule.signedBy(PeerExchange.KEY.name())),
            List.of(new ExchangePeer(at(peerPort), Optional.of(PeerExchange.KEY))),
            GslbContent.OMIT);
    return GslbServer.builder()
        .listen("127.0.0.1", port)
        .zone(zone)
        .exchange(new ExchangeConfig(List.of(PeerExchange.KEY), exchange, Map.of()))
        .start();
  }

  @ParameterizedTest(name = "{0} with {1} records")
  @CsvSource({"nsd, 100", "knot, 100", "bind, 100", "nsd, 100000", "knot, 100000", "bind, 100000"})
  void peerIsThePrimary(String maker, int records) throws Exception {
    Path file = Files.writeString(folder.resolve("peer.zone"), zone(records, 1));
    try (PeerExchange peer = PeerExchange.start(maker, folder, file, peerPort, port, true)) {
      awaitSerial(peerPort, 1);
      try (GslbServer ours = secondary(peerPort)) {
        awaitSerial(port, 1);
        assertHas(port, records, 1);
        for (long serial = 2; serial < 4; serial++) {
          Files.writeString(file, zone(records, serial));
          // A second is the grain of the times by which servers tell that a file changed.
          Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(serial)));
          peer.reload();
          awaitSerial(port, serial);
          assertHas(port, records, serial);
        }
        assertThat(ours.port()).isEqualTo(port);
      }
    }
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> Files.exists(folder.resolve("kept/exchange.test.zone")));
    try (GslbServer again = secondary(peerPort)) {
      assertThat(again.port()).isEqualTo(port);
      assertThat(serial(port)).as("without a primary, at once").isGreaterThanOrEqualTo(2);
    }
  }

  private Zone built(int records, long serial) throws IOException {
    Path file = Files.writeString(folder.resolve("ours.zone"), zone(records, serial));
    return Zone.builder(APEX).addFile(file).build();
  }

  @ParameterizedTest(name = "{0} with {1} records")
  @CsvSource({"nsd, 100", "knot, 100", "bind, 100", "nsd, 100000", "knot, 100000", "bind, 100000"})
  void peerIsTheSecondary(String maker, int records) throws Exception {
    try (GslbServer ours = primary(built(records, 1));
        PeerExchange peer =
            PeerExchange.start(
                maker, folder, folder.resolve("taken.zone"), peerPort, port, false)) {
      assertThat(peer).isNotNull();
      awaitSerial(peerPort, 1);
      assertHas(peerPort, records, 1);
      for (long serial = 2; serial < 4; serial++) {
        ours.apply(List.of(built(records, serial)));
        awaitSerial(peerPort, serial);
        assertHas(peerPort, records, serial);
      }
    }
  }

  @ParameterizedTest(name = "{0} gives, {1} restarts")
  @CsvSource({"nsd, ours", "nsd, peer", "knot, ours", "knot, peer", "bind, ours", "bind, peer"})
  void peerIsThePrimary_restartInTheMiddle(String maker, String restarts) throws Exception {
    Path file = Files.writeString(folder.resolve("peer.zone"), zone(MANY, 2));
    PeerExchange peer = PeerExchange.start(maker, folder, file, peerPort, port, true);
    GslbServer ours = null;
    try (HaltingProxy proxy = new HaltingProxy(peerPort, MIDDLE_OCTETS)) {
      awaitSerial(peerPort, 2);
      ours = secondary(proxy.port());
      proxy.awaitHalt();
      assertThat(ask(port, "@", Type.SOA).getRcode()).isEqualTo(Rcode.SERVFAIL);
      if (restarts.equals("ours")) {
        ours.close();
        ours = secondary(proxy.port());
      } else {
        peer.close();
        peer = PeerExchange.start(maker, folder, file, peerPort, port, true);
        awaitSerial(peerPort, 2);
      }
      proxy.release();
      awaitSerial(port, 2);
      assertHas(port, MANY, 2);
    } finally {
      peer.close();
      if (ours != null) {
        ours.close();
      }
    }
  }

  @ParameterizedTest(name = "{0} takes, {1} restarts")
  @CsvSource({"nsd, ours", "nsd, peer", "knot, ours", "knot, peer", "bind, ours", "bind, peer"})
  void peerIsTheSecondary_restartInTheMiddle(String maker, String restarts) throws Exception {
    Path taken = folder.resolve("taken.zone");
    GslbServer ours = primary(built(MANY, 2));
    PeerExchange peer = null;
    try (HaltingProxy proxy = new HaltingProxy(port, MIDDLE_OCTETS)) {
      peer = PeerExchange.start(maker, folder, taken, peerPort, proxy.port(), false);
      proxy.awaitHalt();
      if (restarts.equals("ours")) {
        ours.close();
        ours = primary(built(MANY, 2));
      } else {
        peer.close();
        peer = PeerExchange.start(maker, folder, taken, peerPort, proxy.port(), false);
      }
      proxy.release();
      ours.apply(List.of(built(MANY, 3)));
      awaitSerial(peerPort, 3);
      assertHas(peerPort, MANY, 3);
    } finally {
      ours.close();
      if (peer != null) {
        peer.close();
      }
    }
  }
}
