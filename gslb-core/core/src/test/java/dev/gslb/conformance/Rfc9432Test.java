package dev.gslb.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.FreePort;
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
import dev.gslb.spi.TsigKey;
import dev.gslb.spi.ZoneExchange;
import dev.gslb.spi.ZoneExchange.GslbContent;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.RecordType;
import dev.gslb.zone.Zone;
import dev.gslb.zone.ZoneBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;
import org.xbill.DNS.ZoneTransferException;
import org.xbill.DNS.ZoneTransferIn;

/**
 * RFC 9432: a catalog says which zones are taken; one of our servers tells another of our servers.
 */
class Rfc9432Test {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final DomainName CATALOG = DomainName.of("catalog.test");
  private static final TsigKey KEY =
      new TsigKey(DomainName.of("k"), TsigKey.Algorithm.HMAC_SHA256, new byte[32]);
  private static final AccessRule LOOPBACK =
      AccessRule.from(new Network(InetAddress.getLoopbackAddress(), 8));

  @TempDir private Path folder;

  private final List<GslbServer> servers = new ArrayList<>();
  private int port;
  private long serial;

  @BeforeEach
  void choosePort() throws IOException {
    port = FreePort.find();
  }

  @AfterEach
  void close() {
    servers.forEach(GslbServer::close);
  }

  private GslbServer started(GslbServerBuilder builder) throws IOException {
    GslbServer server = builder.drainTimeout(Duration.ofMillis(100)).start();
    servers.add(server);
    return server;
  }

  private static InetSocketAddress at(int port) {
    return new InetSocketAddress("127.0.0.1", port);
  }

  /** Gives all to loopback and tells the consumer of changes. */
  private ZoneExchange given() {
    return new ZoneExchange(
        List.of(LOOPBACK), List.of(new ExchangePeer(at(port), Optional.empty())), GslbContent.OMIT);
  }

  /** A server with a catalog as it is written, and the zones of one.test to three.test. */
  private GslbServer primary(String... records) throws IOException {
    return started(
        GslbServer.builder()
            .zones(zones(records))
            .exchange(new ExchangeConfig(List.of(), given(), Map.of())));
  }

  private List<Zone> zones(String... records) {
    List<Zone> zones = new ArrayList<>();
    zones.add(catalog(records));
    for (String apex : List.of("one.test", "two.test", "three.test")) {
      zones.add(
          Zone.builder(apex)
              .add("@", "SOA", 60, "ns.test. admin.test. 1 5 5 99999 60")
              .add("@", "NS", 60, "ns.test.")
              .build());
    }
    return zones;
  }

  private Zone catalog(String... records) {
    ZoneBuilder zone =
        Zone.builder(CATALOG)
            .add("@", "SOA", 0, "invalid. invalid. " + ++serial + " 5 5 99999 0")
            .add("@", "NS", 0, "invalid.");
    for (String record : records) {
      String[] parts = record.split(" ", 3);
      zone.add(parts[0] + ".catalog.test", parts[1], 0, parts[2].split(","));
    }
    return zone.build();
  }

  private static SecondaryConfig taken(Optional<Path> folder, int from, String... groups) {
    ExchangePeer primary = new ExchangePeer(at(from), Optional.empty());
    MemberTemplate template = new MemberTemplate(List.of(primary), ZoneExchange.NONE);
    ZoneExchange open = new ZoneExchange(List.of(LOOPBACK), List.of(), GslbContent.OMIT);
    Map<String, MemberTemplate> opened =
        groups.length == 0
            ? Map.of()
            : Map.of(groups[0], new MemberTemplate(List.of(primary), open));
    return new SecondaryConfig(
        folder,
        1_000,
        List.of(new SecondaryZone(CATALOG, List.of(primary))),
        List.of(new ConsumedCatalog(CATALOG, template, opened, 100)));
  }

  private GslbServer consumer(int from, String... groups) throws IOException {
    return started(
        GslbServer.builder()
            .listen("127.0.0.1", port)
            .exchange(
                new ExchangeConfig(
                    List.of(),
                    ZoneExchange.NONE,
                    Map.of(),
                    taken(Optional.of(folder), from, groups))));
  }

  private static Message ask(int port, String name, int type) throws IOException {
    SimpleResolver resolver = new SimpleResolver(at(port));
    resolver.setTimeout(PATIENCE);
    return resolver.send(
        Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN)));
  }

  /** The serial of a zone that is served, or the code of the answer. */
  private static String state(int port, String apex) throws IOException {
    Message answer = ask(port, apex + ".", Type.SOA);
    List<Record> records = answer.getSection(Section.ANSWER);
    return records.isEmpty()
        ? Rcode.string(answer.getRcode())
        : Long.toString(((SOARecord) records.get(0)).getSerial());
  }

  private void await(String apex, String state) {
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(state(port, apex)).as(apex).isEqualTo(state));
  }

  private static boolean isGiven(int port, String apex) {
    try {
      ZoneTransferIn transfer = ZoneTransferIn.newAXFR(Name.fromString(apex + "."), at(port), null);
      transfer.run();
      return !transfer.getAXFR().isEmpty();
    } catch (IOException | ZoneTransferException e) {
      return false;
    }
  }

  @Test
  void section4_1_membersAreTaken_andGoWithTheirRecords() throws IOException {
    GslbServer primary = primary("version TXT 2", "a.zones PTR one.test.", "b.zones PTR two.test.");
    consumer(primary.port());
    await("one.test", "1");
    await("two.test", "1");
    assertThat(state(port, "three.test")).isEqualTo("REFUSED");
    Path file = folder.resolve("one.test.zone");
    Awaitility.await().atMost(PATIENCE).until(() -> Files.exists(file));
    primary.apply(zones("version TXT 2", "b.zones PTR two.test.", "c.zones PTR three.test."));
    await("three.test", "1");
    await("one.test", "REFUSED");
    assertThat(state(port, "two.test")).isEqualTo("1");
    Awaitility.await().atMost(PATIENCE).until(() -> !Files.exists(file));
  }

  @Test
  void section4_2_1_anotherVersion_changesNothing() throws IOException {
    GslbServer primary = primary("version TXT 2", "a.zones PTR one.test.");
    consumer(primary.port());
    await("one.test", "1");
    primary.apply(zones("version TXT 3", "b.zones PTR two.test."));
    primary.apply(zones("b.zones PTR two.test."));
    primary.apply(zones("version TXT 2", "c.zones PTR three.test.", "a.zones PTR one.test."));
    await("three.test", "1");
    assertThat(state(port, "one.test")).isEqualTo("1");
    assertThat(state(port, "two.test")).isEqualTo("REFUSED");
  }

  @Test
  void section4_3_2_aGroup_hasATemplateOfItsOwn() throws IOException {
    GslbServer primary =
        primary("version TXT 2", "a.zones PTR one.test.", "group.a.zones TXT other,open");
    consumer(primary.port(), "open");
    await("one.test", "1");
    assertThat(isGiven(port, "one.test")).isTrue();
    primary.apply(zones("version TXT 2", "a.zones PTR one.test.", "group.a.zones TXT other"));
    Awaitility.await().atMost(PATIENCE).until(() -> !isGiven(port, "one.test"));
    assertThat(state(port, "one.test")).as("it is no other zone").isEqualTo("1");
  }

  @Test
  void section5_1_aStartWithABrokenCatalog_servesTheMembersOfBefore() throws IOException {
    GslbServer primary = primary("version TXT 2", "a.zones PTR one.test.");
    GslbServer first = consumer(primary.port());
    await("one.test", "1");
    Awaitility.await().atMost(PATIENCE).until(() -> Files.exists(folder.resolve("one.test.zone")));
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> Files.exists(folder.resolve("catalog.test.zone")));
    primary.apply(zones("a.zones PTR one.test.,two.test."));
    Awaitility.await().atMost(PATIENCE).until(() -> isBroken(first));
    int from = primary.port();
    first.close();
    primary.close();
    consumer(from);
    assertThat(state(port, "one.test")).as("at once, from disk").isEqualTo("1");
  }

  /** Whether a server has the second version of the catalog, which only it tells. */
  private static boolean isBroken(GslbServer server) {
    return server
        .explain(DomainName.of("a.zones.catalog.test"), RecordType.of("PTR"), null)
        .toString()
        .contains("two.test");
  }

  @Test
  void section5_2_aConfiguredZone_isNoMembers() throws IOException {
    GslbServer primary = primary("version TXT 2", "a.zones PTR one.test.", "b.zones PTR two.test.");
    GslbServer consumer = consumer(primary.port());
    consumer.apply(
        List.of(
            Zone.builder("one.test")
                .add("@", "SOA", 60, "ns.test. admin.test. 77 5 5 999 60")
                .add("@", "NS", 60, "ns.test.")
                .build()));
    await("two.test", "1");
    assertThat(state(port, "one.test")).isEqualTo("77");
    consumer.apply(List.of());
    await("one.test", "1");
  }

  @Test
  void section5_4_anotherLabel_isAnotherZone() throws IOException {
    GslbServer primary = primary("version TXT 2", "a.zones PTR one.test.");
    consumer(primary.port());
    await("one.test", "1");
    List<Zone> zones = zones("version TXT 2", "new.zones PTR one.test.");
    // An older serial is taken only by who knows nothing of the zone.
    zones.removeIf(zone -> zone.apex().equals(DomainName.of("one.test")));
    zones.add(
        Zone.builder("one.test")
            .add("@", "SOA", 60, "ns.test. admin.test. 4294967290 5 5 99999 60")
            .add("@", "NS", 60, "ns.test.")
            .build());
    primary.apply(zones);
    await("one.test", "4294967290");
  }

  @Test
  void section5_anotherServersCatalog_isMadeOfWhatIsConfigured() throws IOException {
    GslbServer producer = started(GslbServer.builder().zones(zones("version TXT 2").subList(1, 4)));
    producer.exchange(producing("one.test", "two.test open"));
    consumer(producer.port(), "open");
    await("one.test", "1");
    await("two.test", "1");
    assertThat(isGiven(port, "one.test")).isFalse();
    assertThat(isGiven(port, "two.test")).isTrue();
    producer.exchange(producing("one.test open", "three.test"));
    await("three.test", "1");
    await("two.test", "REFUSED");
    Awaitility.await().atMost(PATIENCE).until(() -> isGiven(port, "one.test"));
  }

  private ExchangeConfig producing(String... members) {
    List<Member> all =
        Arrays.stream(members)
            .map(text -> text.split(" "))
            .map(
                parts ->
                    new Member(
                        DomainName.of(parts[0]),
                        parts.length == 1 ? Optional.empty() : Optional.of(parts[1])))
            .toList();
    return new ExchangeConfig(
        List.of(KEY),
        given(),
        Map.of(),
        new SecondaryConfig(Optional.of(folder.resolve("made")), 1_000, List.of()),
        List.of(new ProducedCatalog(CATALOG, all)));
  }

  private static long catalogSerial(int port) throws IOException {
    return Long.parseLong(state(port, "catalog.test"));
  }

  @Test
  void section4_theSerial_isTheSameAfterAStart_unlessMembersChanged() throws IOException {
    GslbServer first = started(GslbServer.builder().exchange(producing("one.test")));
    long serial = catalogSerial(first.port());
    first.exchange(producing("two.test"));
    Awaitility.await().atMost(PATIENCE).until(() -> catalogSerial(first.port()) > serial);
    long changed = catalogSerial(first.port());
    first.apply(List.of());
    assertThat(catalogSerial(first.port())).isEqualTo(changed);
    first.close();
    GslbServer second = started(GslbServer.builder().exchange(producing("two.test")));
    assertThat(catalogSerial(second.port())).isEqualTo(changed);
    second.close();
    GslbServer third = started(GslbServer.builder().exchange(producing()));
    assertThat(catalogSerial(third.port())).isGreaterThan(changed);
  }

  @Test
  void section7_aCatalog_isForThoseWhoMayTakeIt() throws IOException {
    ZoneExchange signed =
        new ZoneExchange(List.of(AccessRule.signedBy(KEY.name())), List.of(), GslbContent.OMIT);
    ExchangeConfig made = producing("one.test");
    ExchangeConfig config =
        new ExchangeConfig(made.keys(), signed, made.zones(), made.secondaries(), made.catalogs());
    GslbServer server =
        started(
            GslbServer.builder()
                .zone(Zone.builder("test").synthesizeApex().build())
                .exchange(config));
    assertThat(state(server.port(), "catalog.test")).isEqualTo("REFUSED");
    assertThat(ask(server.port(), "version.catalog.test.", Type.TXT).getRcode())
        .isEqualTo(Rcode.REFUSED);
    assertThat(state(server.port(), "test")).isEqualTo("1");
    SimpleResolver resolver = new SimpleResolver(at(server.port()));
    resolver.setTimeout(PATIENCE);
    resolver.setTSIGKey(new TSIG(TSIG.HMAC_SHA256, Name.fromString("k."), new byte[32]));
    Name version = Name.fromString("version.catalog.test.");
    Message answer =
        resolver.send(Message.newQuery(Record.newRecord(version, Type.TXT, DClass.IN)));
    assertThat(answer.getSection(Section.ANSWER)).hasSize(1);
    server.exchange(ExchangeConfig.NONE);
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(state(server.port(), "catalog.test")).isEqualTo("NXDOMAIN"));
  }
}
