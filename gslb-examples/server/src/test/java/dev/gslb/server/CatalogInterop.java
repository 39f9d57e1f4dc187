package dev.gslb.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.GslbServer;
import dev.gslb.GslbServerBuilder;
import dev.gslb.spi.AccessRule;
import dev.gslb.spi.ConsumedCatalog;
import dev.gslb.spi.ExchangeConfig;
import dev.gslb.spi.ExchangePeer;
import dev.gslb.spi.MemberTemplate;
import dev.gslb.spi.Network;
import dev.gslb.spi.ProducedCatalog;
import dev.gslb.spi.ProducedCatalog.Member;
import dev.gslb.spi.SecondaryConfig;
import dev.gslb.spi.SecondaryZone;
import dev.gslb.spi.ZoneExchange;
import dev.gslb.spi.ZoneExchange.GslbContent;
import dev.gslb.testkit.LoopbackPorts;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.Zone;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;
import org.xbill.DNS.ZoneTransferException;
import org.xbill.DNS.ZoneTransferIn;

/** Catalogs (RFC 9432) go between our server and Knot and BIND: zones come, move and go. */
class CatalogInterop {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String CATALOG = "catalog.test.";

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

  private static void await(int port, String apex, boolean served) {
    Awaitility.await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(isServed(port, apex)).as(apex).isEqualTo(served));
  }

  private static boolean isServed(int port, String apex) throws IOException {
    Message answer =
        PeerServer.resolver(at(port))
            .send(Message.newQuery(Record.newRecord(Name.fromString(apex), Type.SOA, DClass.IN)));
    return !answer.getSection(Section.ANSWER).isEmpty();
  }

  private static void awaitGiven(int port, String apex, boolean given) {
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(isGiven(port, apex)).as(apex).isEqualTo(given));
  }

  /** Whether anybody may take a zone, which is what the group "open" means in these tests. */
  private static boolean isGiven(int port, String apex) {
    try {
      ZoneTransferIn transfer = ZoneTransferIn.newAXFR(Name.fromString(apex), at(port), null);
      transfer.run();
      return !transfer.getAXFR().isEmpty();
    } catch (IOException | ZoneTransferException e) {
      return false;
    }
  }

  private static List<Zone> zones(String... apexes) {
    List<Zone> zones = new ArrayList<>();
    for (String apex : apexes) {
      zones.add(Zone.builder(apex).synthesizeApex().build());
    }
    return zones;
  }

  /** A catalog with zones, some of them with a group behind a space. */
  private ExchangeConfig producing(String... members) {
    ZoneExchange exchange =
        new ZoneExchange(
            List.of(AccessRule.signedBy(PeerExchange.KEY.name())),
            List.of(new ExchangePeer(at(peerPort), Optional.of(PeerExchange.KEY))),
            GslbContent.OMIT);
    List<Member> all = new ArrayList<>();
    for (String member : members) {
      String[] parts = member.split(" ", 2);
      Optional<String> group = parts.length == 1 ? Optional.empty() : Optional.of(parts[1]);
      all.add(new Member(DomainName.of(parts[0]), group));
    }
    return new ExchangeConfig(
        List.of(PeerExchange.KEY),
        exchange,
        Map.of(),
        SecondaryConfig.NONE,
        List.of(new ProducedCatalog(DomainName.of(CATALOG), all)));
  }

  private GslbServer started(GslbServerBuilder builder) throws IOException {
    return builder.listen("127.0.0.1", port).start();
  }

  @ParameterizedTest
  @ValueSource(strings = {"knot", "bind"})
  void peerIsTheConsumer(String maker) throws Exception {
    String config = maker.equals("knot") ? knotConsumer() : bindConsumer();
    try (GslbServer ours =
            started(
                GslbServer.builder()
                    .zones(zones("one.test", "two.test", "three.test"))
                    .exchange(producing("one.test", "two.test open")));
        PeerExchange peer = PeerExchange.start(maker, folder, config)) {
      assertThat(peer).isNotNull();
      await(peerPort, "one.test.", true);
      await(peerPort, "two.test.", true);
      if (maker.equals("knot")) {
        awaitGiven(peerPort, "two.test.", true);
        awaitGiven(peerPort, "one.test.", false);
      }
      ours.exchange(producing("one.test open", "three.test"));
      await(peerPort, "three.test.", true);
      await(peerPort, "two.test.", false);
      await(peerPort, "one.test.", true);
      if (maker.equals("knot")) {
        awaitGiven(peerPort, "one.test.", true);
      }
      ours.exchange(producing("two.test"));
      await(peerPort, "two.test.", true);
      await(peerPort, "one.test.", false);
      await(peerPort, "three.test.", false);
    }
  }

  @Test
  void knotIsTheProducer() throws Exception {
    for (String apex : List.of("one.test", "two.test", "three.test")) {
      Files.writeString(
          folder.resolve(apex + ".zone"),
          "$TTL 60\n@ SOA ns admin 1 3600 5 86400 60\n@ NS ns\nns A 192.0.2.1\n");
    }
    Path config = folder.resolve("knot.conf");
    String first = knotProducer("one.test", "two.test open");
    try (PeerExchange peer = PeerExchange.start("knot", folder, first);
        GslbServer ours = started(GslbServer.builder().exchange(consuming()))) {
      assertThat(ours.port()).isEqualTo(port);
      await(port, "one.test.", true);
      await(port, "two.test.", true);
      awaitGiven(port, "two.test.", true);
      awaitGiven(port, "one.test.", false);
      Files.writeString(config, knotProducer("one.test open", "three.test"));
      peer.reload();
      await(port, "three.test.", true);
      await(port, "two.test.", false);
      awaitGiven(port, "one.test.", true);
      assertThat(isServed(port, CATALOG)).as("a catalog is not for everybody").isFalse();
    }
    try (GslbServer again = started(GslbServer.builder().exchange(consuming()))) {
      assertThat(again.port()).isEqualTo(port);
      assertThat(isServed(port, "three.test.")).as("without a primary, at once").isTrue();
      assertThat(isServed(port, "two.test.")).isFalse();
    }
  }

  private ExchangeConfig consuming() throws IOException {
    DomainName apex = DomainName.of(CATALOG);
    List<ExchangePeer> primaries =
        List.of(new ExchangePeer(at(peerPort), Optional.of(PeerExchange.KEY)));
    AccessRule everybody = AccessRule.from(new Network(InetAddress.getByName("127.0.0.0"), 8));
    ZoneExchange open = new ZoneExchange(List.of(everybody), List.of(), GslbContent.OMIT);
    ConsumedCatalog catalog =
        new ConsumedCatalog(
            apex,
            new MemberTemplate(primaries, ZoneExchange.NONE),
            Map.of("open", new MemberTemplate(primaries, open)),
            100);
    return new ExchangeConfig(
        List.of(PeerExchange.KEY),
        ZoneExchange.NONE,
        Map.of(),
        new SecondaryConfig(
            Optional.of(folder.resolve("kept")),
            1_000,
            List.of(new SecondaryZone(apex, primaries)),
            List.of(catalog)));
  }

  private String knot() {
    return """
    server:
      listen: 127.0.0.1@%1$d
      rundir: %2$s
    database:
      storage: %2$s
    log:
      - target: stdout
        any: info
    key:
      - id: exchange-key
        algorithm: hmac-sha256
        secret: %3$s
    remote:
      - id: ours
        address: 127.0.0.1@%4$d
        key: exchange-key
    acl:
      - id: ours
        address: 127.0.0.1
        key: exchange-key
        action: [transfer, notify]
      - id: everybody
        address: 127.0.0.0/8
        action: transfer
    """
        .formatted(peerPort, folder, PeerExchange.SECRET_TEXT, port);
  }

  private String knotConsumer() {
    return knot()
        + """
        template:
          - id: default
            storage: %s
            master: ours
            acl: ours
            zonefile-load: none
            zonefile-sync: -1
          - id: open
            storage: %s
            master: ours
            acl: [ours, everybody]
            zonefile-load: none
            zonefile-sync: -1
        zone:
          - domain: catalog.test.
            catalog-role: interpret
            catalog-template: [default, open]
        """
            .formatted(folder, folder);
  }

  private String knotProducer(String... members) {
    StringBuilder text = new StringBuilder(knot());
    text.append(
        """
        template:
          - id: default
            storage: %s
            notify: ours
            acl: ours
        zone:
          - domain: catalog.test.
            catalog-role: generate
        """
            .formatted(folder));
    for (String member : members) {
      String[] parts = member.split(" ", 2);
      text.append("  - domain: ").append(parts[0]).append(".\n    file: ").append(parts[0]);
      text.append(".zone\n    catalog-role: member\n    catalog-zone: catalog.test.\n");
      if (parts.length > 1) {
        text.append("    catalog-group: ").append(parts[1]).append('\n');
      }
    }
    return text.toString();
  }

  private String bindConsumer() {
    String primaries = "{ 127.0.0.1 port " + port + " key \"exchange-key\"; }";
    return """
    options {
      directory "%1$s";
      listen-on port %2$d { 127.0.0.1; };
      listen-on-v6 { none; };
      pid-file none;
      session-keyfile none;
      recursion no;
      dnssec-validation no;
      allow-notify { 127.0.0.1; };
      catalog-zones {
        zone "catalog.test" default-primaries %3$s
          in-memory yes min-update-interval 1;
      };
    };
    controls { };
    key "exchange-key" { algorithm hmac-sha256; secret "%4$s"; };
    zone "catalog.test" {
      type secondary;
      file "catalog.test.db";
      primaries %3$s;
    };
    """
        .formatted(folder, peerPort, primaries, PeerExchange.SECRET_TEXT);
  }
}
