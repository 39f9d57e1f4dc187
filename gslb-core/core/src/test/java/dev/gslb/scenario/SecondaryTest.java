package dev.gslb.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gslb.FreePort;
import dev.gslb.GslbServer;
import dev.gslb.GslbServerBuilder;
import dev.gslb.spi.AccessRule;
import dev.gslb.spi.ExchangeConfig;
import dev.gslb.spi.ExchangePeer;
import dev.gslb.spi.Network;
import dev.gslb.spi.SecondaryConfig;
import dev.gslb.spi.SecondaryZone;
import dev.gslb.spi.TsigKey;
import dev.gslb.spi.ZoneExchange;
import dev.gslb.spi.ZoneExchange.GslbContent;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.Zone;
import dev.gslb.zone.ZoneBuilder;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** One of our servers takes its zone from others of them. */
class SecondaryTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final DomainName APEX = DomainName.of("example");
  private static final TsigKey KEY =
      new TsigKey(DomainName.of("k"), TsigKey.Algorithm.HMAC_SHA512, new byte[32]);

  @TempDir private Path folder;

  private final List<GslbServer> servers = new ArrayList<>();

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

  private static Zone zone(long serial) {
    return Zone.builder(APEX)
        .add("@", "SOA", 60, "ns.example. admin.example. " + serial + " 5 5 9 60")
        .add("@", "NS", 60, "ns.example.")
        .add("ns.example", "A", 60, "192.0.2.1")
        .add("s" + serial + ".example", "A", 60, "192.0.2.2")
        .build();
  }

  private GslbServer primary(int port, int notified, long serial, Optional<TsigKey> key)
      throws IOException {
    AccessRule rule =
        key.isPresent()
            ? AccessRule.signedBy(KEY.name())
            : AccessRule.from(new Network(InetAddress.getLoopbackAddress(), 8));
    ZoneExchange exchange =
        new ZoneExchange(
            List.of(rule), List.of(new ExchangePeer(at(notified), key)), GslbContent.OMIT);
    List<TsigKey> keys = key.map(List::of).orElse(List.of());
    return started(
        GslbServer.builder()
            .listen("127.0.0.1", port)
            .zone(zone(serial))
            .exchange(new ExchangeConfig(keys, exchange, Map.of())));
  }

  private static ExchangeConfig from(Optional<Path> folder, ExchangePeer... primaries) {
    SecondaryZone zone = new SecondaryZone(APEX, List.of(primaries));
    SecondaryConfig config = new SecondaryConfig(folder, 1_000, List.of(zone));
    return new ExchangeConfig(List.of(KEY), ZoneExchange.NONE, Map.of(), config);
  }

  private GslbServer secondary(int port, ExchangeConfig exchange) throws IOException {
    return started(GslbServer.builder().listen("127.0.0.1", port).exchange(exchange));
  }

  private static Message ask(int port, String name, int type) throws IOException {
    SimpleResolver resolver = new SimpleResolver(at(port));
    resolver.setTimeout(PATIENCE);
    return resolver.send(
        Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN)));
  }

  private static long serial(int port) throws IOException {
    List<Record> answer = ask(port, "example.", Type.SOA).getSection(Section.ANSWER);
    return answer.isEmpty() ? -1 : ((SOARecord) answer.get(0)).getSerial();
  }

  private static void awaitSerial(int port, long serial) {
    Awaitility.await().atMost(PATIENCE).until(() -> serial(port) == serial);
  }

  @Test
  void aChangeOfThePrimary_isToldAndTaken() throws IOException {
    int port = FreePort.find();
    Optional<TsigKey> key = Optional.of(KEY);
    GslbServer primary = primary(0, port, 1, key);
    GslbServer secondary =
        secondary(port, from(Optional.empty(), new ExchangePeer(at(primary.port()), key)));
    awaitSerial(port, 1);
    for (long serial = 2; serial < 5; serial++) {
      primary.apply(List.of(zone(serial)));
      awaitSerial(port, serial);
      assertThat(ask(port, "s" + serial + ".example.", Type.A).getRcode()).isZero();
      assertThat(ask(port, "s" + (serial - 1) + ".example.", Type.A).getRcode())
          .isEqualTo(Rcode.NXDOMAIN);
    }
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(primary.exchangeStatistics().transfers()).isGreaterThanOrEqualTo(4);
              assertThat(secondary.exchangeStatistics().refreshes()).isGreaterThanOrEqualTo(4);
            });
    assertThat(secondary.exchangeStatistics().secondaryZones()).isEqualTo(1);
    assertThat(secondary.exchangeStatistics().absentZones()).isZero();
  }

  @Test
  void aWrongKey_bringsNothing_andTheZoneIsServfail() throws IOException {
    int port = FreePort.find();
    GslbServer primary = primary(0, port, 1, Optional.of(KEY));
    TsigKey wrong = new TsigKey(KEY.name(), TsigKey.Algorithm.HMAC_SHA512, new byte[] {1, 2, 3});
    GslbServer secondary =
        secondary(
            port, from(Optional.empty(), new ExchangePeer(at(primary.port()), Optional.of(wrong))));
    secondary.apply(List.of(Zone.builder("deep.www.example").synthesizeApex().build()));
    for (String name : List.of("example.", "www.example.", "WWW.Example.")) {
      Message answer = ask(port, name, Type.A);
      assertThat(answer.getRcode()).isEqualTo(Rcode.SERVFAIL);
      ExtendedErrorCodeOption error =
          (ExtendedErrorCodeOption)
              answer.getOPT().getOptions(EDNSOption.Code.EDNS_EXTENDED_ERROR).get(0);
      assertThat(error.getErrorCode()).isEqualTo(ExtendedErrorCodeOption.INVALID_DATA);
    }
    assertThat(ask(port, "deep.www.example.", Type.SOA).getRcode()).isZero();
    assertThat(ask(port, "x.deep.www.example.", Type.A).getRcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(ask(port, "other.", Type.A).getRcode()).isEqualTo(Rcode.REFUSED);
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> secondary.exchangeStatistics().failedRefreshes() > 0);
    assertThat(secondary.exchangeStatistics().absentZones()).isEqualTo(1);
  }

  @Test
  void severalPrimaries_theFirstThatAnswersIsTaken() throws IOException {
    int port = FreePort.find();
    GslbServer primary = primary(0, port, 3, Optional.empty());
    ExchangePeer dead = new ExchangePeer(at(FreePort.find()), Optional.empty());
    secondary(
        port, from(Optional.empty(), dead, new ExchangePeer(at(primary.port()), Optional.empty())));
    awaitSerial(port, 3);
    assertThat(ask(port, "s3.example.", Type.A).getSection(Section.ANSWER)).hasSize(1);
  }

  @Test
  void aRestartWithoutPrimary_servesWhatWasKept_andOtherZonesMayChange() throws IOException {
    int port = FreePort.find();
    GslbServer primary = primary(0, port, 4, Optional.empty());
    int from = primary.port();
    ExchangeConfig config = from(Optional.of(folder), new ExchangePeer(at(from), Optional.empty()));
    GslbServer first = secondary(port, config);
    awaitSerial(port, 4);
    Path kept = folder.resolve("example.zone");
    Awaitility.await().atMost(PATIENCE).until(() -> kept.toFile().exists());
    first.close();
    primary.close();
    GslbServer second = secondary(port, config);
    assertThat(serial(port)).as("at once").isEqualTo(4);
    second.apply(List.of(Zone.builder("other").synthesizeApex().build()));
    assertThat(serial(port)).as("after other zones were loaded anew").isEqualTo(4);
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> ask(port, "example.", Type.SOA).getRcode() == Rcode.SERVFAIL);
    primary(from, port, 4, Optional.empty());
    Awaitility.await().atMost(PATIENCE).until(() -> serial(port) == 4);
  }

  private static Zone large(long serial) {
    ZoneBuilder zone =
        Zone.builder(APEX)
            .add("@", "SOA", 60, "ns.example. admin.example. " + serial + " 5 5 999 60")
            .add("@", "NS", 60, "ns.example.");
    for (int i = 0; i < 20_000; i++) {
      zone.add("h" + i + ".example", "A", 60, "10." + serial + "." + i / 250 + "." + i % 250);
    }
    return zone.build();
  }

  @Test
  void aTransferCutOffInTheMiddle_leavesWhatIsServed_alsoOverARestart() throws IOException {
    int port = FreePort.find();
    GslbServer primary = primary(0, FreePort.find(), 1, Optional.empty());
    primary.apply(List.of(large(1)));
    try (CuttingProxy proxy = new CuttingProxy(at(primary.port()))) {
      SecondaryConfig config =
          new SecondaryConfig(
              Optional.of(folder),
              100_000,
              List.of(
                  new SecondaryZone(
                      APEX, List.of(new ExchangePeer(proxy.address(), Optional.empty())))));
      ExchangeConfig exchange = new ExchangeConfig(List.of(), ZoneExchange.NONE, Map.of(), config);
      GslbServer first = secondary(port, exchange);
      awaitSerial(port, 1);
      proxy.cutAfter(100_000);
      primary.apply(List.of(large(2)));
      Awaitility.await().atMost(PATIENCE).until(() -> proxy.cuts() >= 2);
      assertThat(serial(port)).isEqualTo(1);
      assertThat(ask(port, "h19999.example.", Type.A).toString()).contains("10.1.79.249");
      first.close();
      GslbServer second = secondary(port, exchange);
      assertThat(serial(port)).isEqualTo(1);
      assertThat(second.port()).isEqualTo(port);
      proxy.cutAfter(Long.MAX_VALUE);
      awaitSerial(port, 2);
      assertThat(ask(port, "h19999.example.", Type.A).toString()).contains("10.2.79.249");
    }
  }

  @Test
  void configuration_changesWhatIsHeld() throws IOException {
    int port = FreePort.find();
    GslbServer primary = primary(0, port, 1, Optional.empty());
    GslbServer secondary = secondary(port, ExchangeConfig.NONE);
    assertThat(ask(port, "example.", Type.SOA).getRcode()).isEqualTo(Rcode.REFUSED);
    secondary.exchange(
        from(Optional.empty(), new ExchangePeer(at(primary.port()), Optional.empty())));
    awaitSerial(port, 1);
    secondary.exchange(ExchangeConfig.NONE);
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> ask(port, "example.", Type.SOA).getRcode() == Rcode.REFUSED);
  }

  @Test
  void aFolderThatCannotBe_isSaidAtTheStart() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    ExchangePeer primary = new ExchangePeer(at(FreePort.find()), Optional.empty());
    ExchangeConfig exchange = from(Optional.of(file.resolve("zones")), primary);
    assertThatThrownBy(() -> secondary(0, exchange))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void aSource_isWhereServersAreAskedAndToldFrom() throws IOException {
    InetAddress source = InetAddress.getByName("127.0.0.2");
    AccessRule fromThere = AccessRule.from(new Network(source, 32));
    int port = FreePort.find();
    ExchangePeer told = new ExchangePeer(at(port), Optional.empty(), Optional.of(source));
    GslbServer primary =
        started(
            GslbServer.builder()
                .listen("127.0.0.1", 0)
                .zone(zone(1))
                .exchange(
                    new ExchangeConfig(
                        List.of(),
                        new ZoneExchange(List.of(fromThere), List.of(told), GslbContent.OMIT),
                        Map.of())));
    InetSocketAddress teller = new InetSocketAddress(source, primary.port());
    // Nobody answers there: it is who the secondary takes a NOTIFY from.
    secondary(
        port,
        from(
            Optional.empty(),
            new ExchangePeer(teller, Optional.empty()),
            new ExchangePeer(at(primary.port()), Optional.empty(), Optional.of(source))));
    awaitSerial(port, 1);
    primary.apply(List.of(zone(2)));
    awaitSerial(port, 2);
  }

  @Test
  void rfc1996_notify_isAnsweredWithAaToPrimariesAlone() throws IOException {
    int port = FreePort.find();
    GslbServer primary = primary(0, port, 1, Optional.empty());
    secondary(port, from(Optional.empty(), new ExchangePeer(at(primary.port()), Optional.empty())));
    awaitSerial(port, 1);
    assertThat(notify(port, "example.", Type.SOA).getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(notify(port, "example.", Type.SOA).getHeader().getFlag(Flags.AA)).isTrue();
    assertThat(notify(port, "example.", Type.SOA).getHeader().getOpcode()).isEqualTo(Opcode.NOTIFY);
    assertThat(notify(port, "other.", Type.SOA).getRcode()).isEqualTo(Rcode.NOTAUTH);
    assertThat(notify(port, "example.", Type.A).getRcode()).isEqualTo(Rcode.FORMERR);
    assertThat(notify(primary.port(), "example.", Type.SOA).getRcode()).isEqualTo(Rcode.REFUSED);
    int stranger = FreePort.find();
    InetSocketAddress elsewhere = new InetSocketAddress("127.0.0.2", 53);
    secondary(stranger, from(Optional.empty(), new ExchangePeer(elsewhere, Optional.empty())));
    assertThat(notify(stranger, "example.", Type.SOA).getRcode()).isEqualTo(Rcode.REFUSED);
  }

  private static Message notify(int port, String name, int type) throws IOException {
    Message message = Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN));
    message.getHeader().setOpcode(Opcode.NOTIFY);
    SimpleResolver resolver = new SimpleResolver(at(port));
    resolver.setTimeout(PATIENCE);
    return resolver.send(message);
  }
}
