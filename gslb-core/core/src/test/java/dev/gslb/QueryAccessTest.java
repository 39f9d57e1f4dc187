package dev.gslb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.internal.engine.EngineOptions;
import dev.gslb.spi.AccessRule;
import dev.gslb.spi.ExchangeConfig;
import dev.gslb.spi.ExchangePeer;
import dev.gslb.spi.Network;
import dev.gslb.spi.QueryAccess;
import dev.gslb.spi.RateLimit;
import dev.gslb.spi.SecondaryConfig;
import dev.gslb.spi.SecondaryZone;
import dev.gslb.spi.TsigKey;
import dev.gslb.spi.ZoneExchange;
import dev.gslb.spi.ZoneExchange.GslbContent;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.Endpoint;
import dev.gslb.zone.GslbName;
import dev.gslb.zone.Policy;
import dev.gslb.zone.RecordType;
import dev.gslb.zone.Target;
import dev.gslb.zone.Zone;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;
import org.xbill.DNS.ZoneTransferIn;

/** Who may ask: others get REFUSED with Prohibited (RFC 8914 section 4.19), whatever they ask. */
class QueryAccessTest {
  private static final String INSIDE = "10.1.2.3";
  private static final String OUTSIDE = "198.51.100.1";
  private static final DomainName KEY = DomainName.of("k");
  private static final byte[] SECRET = new byte[32];

  private final EngineOptions options = EngineOptions.DEFAULTS.forEverybody();
  private final Asking server =
      Asking.of(
          options,
          Asking.zone(
              "example",
              "www.example 60 A 192.0.2.1",
              "into.example 60 CNAME www.closed.example.",
              "closed.example 60 NS ns.elsewhere."),
          Asking.zone("closed.example", "www.closed.example 60 A 192.0.2.2"),
          Asking.zone(
              "open.example",
              "www.open.example 60 A 192.0.2.3",
              "into.open.example 60 CNAME www.example."));

  @AfterEach
  void close() {
    server.close();
  }

  private static AccessRule from(String address, int prefixLength) {
    try {
      return AccessRule.from(new Network(InetAddress.getByName(address), prefixLength));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<AccessRule> inside() {
    return List.of(from("10.0.0.0", 8), from("2001:db8::", 32));
  }

  private static List<AccessRule> all() {
    return QueryAccess.EVERYBODY.defaults();
  }

  private void permit(List<AccessRule> defaults, Map<String, List<AccessRule>> zones) {
    Map<DomainName, List<AccessRule>> byApex = new HashMap<>();
    zones.forEach((apex, rules) -> byApex.put(DomainName.of(apex), rules));
    options.access().set(new QueryAccess(defaults, byApex));
  }

  /** The rcode, with the extended error if there is one. */
  private static String result(Message response) {
    String rcode = Rcode.string(response.getRcode());
    OPTRecord opt = response.getOPT();
    if (opt == null) {
      return rcode;
    }
    for (EDNSOption option : opt.getOptions(EDNSOption.Code.EDNS_EXTENDED_ERROR)) {
      return rcode + " " + ((ExtendedErrorCodeOption) option).getErrorCode();
    }
    return rcode;
  }

  private static Message edns(Message query) {
    query.addRecord(new OPTRecord(1232, 0, 0), Section.ADDITIONAL);
    return query;
  }

  private String result(String client, String name, String type) {
    return result(server.from(client).ask(edns(Asking.query(name, type))));
  }

  @ParameterizedTest
  @CsvSource({
    "10.255.0.1, NOERROR",
    "2001:db8:ffff::1, NOERROR",
    "9.255.255.255, REFUSED 18",
    "11.0.0.0, REFUSED 18",
    "2001:db9::, REFUSED 18",
  })
  void clientsOutsideTheNetworks_areRefused(String client, String expected) {
    permit(inside(), Map.of());
    assertThat(result(client, "www.example", "A")).isEqualTo(expected);
    server.overStream();
    assertThat(result(client, "www.example", "A")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "www.example, A",
    "www.example, ANY",
    "none.example, A",
    "example, SOA",
    "into.example, A",
    "www.elsewhere, A",
    "closed.example, DS",
  })
  void refusal_tellsNothingOfWhatIsHere(String name, String type) {
    permit(inside(), Map.of());
    Message response = server.from(OUTSIDE).ask(edns(Asking.query(name, type)));
    assertThat(result(response)).isEqualTo("REFUSED 18");
    assertThat(response.getHeader().getFlag(Flags.AA)).isFalse();
    assertThat(response.getSection(Section.ANSWER)).isEmpty();
    assertThat(response.getSection(Section.AUTHORITY)).isEmpty();
  }

  @Test
  void permittedClient_askingForWhatIsNotHere_isToldSo() {
    permit(inside(), Map.of());
    assertThat(result(INSIDE, "www.elsewhere", "A")).isEqualTo("REFUSED 20");
  }

  private Message ask(String name, int klass) throws IOException {
    Record question = Record.newRecord(Name.fromString(name, Name.root), Type.TXT, klass);
    return server.ask(edns(Message.newQuery(question)));
  }

  @Test
  void classesChAndAny_areRefusedToo() throws IOException {
    permit(inside(), Map.of());
    server.from(OUTSIDE);
    assertThat(result(ask("version.bind", DClass.CH))).isEqualTo("REFUSED 18");
    assertThat(result(ask("www.example", DClass.ANY))).isEqualTo("REFUSED 18");
    server.from(INSIDE);
    assertThat(result(ask("version.bind", DClass.CH))).as("not told").isEqualTo("REFUSED 21");
    assertThat(result(ask("www.example", DClass.ANY))).isEqualTo("NOERROR");
  }

  @Test
  void rfc7871_subnetOfSomebodyElse_permitsNothing() {
    permit(inside(), Map.of());
    byte[] subnet = {0, 1, 24, 0, 10, 1, 2};
    Message response =
        server.from(OUTSIDE).ask("www.example", "A", new GenericEDNSOption(8, subnet));
    assertThat(result(response)).isEqualTo("REFUSED 18");
  }

  @Test
  void zonesOwnList_holdsInPlaceOfTheOthers() {
    permit(inside(), Map.of("open.example", all(), "closed.example", List.of()));
    assertThat(result(OUTSIDE, "www.open.example", "A")).isEqualTo("NOERROR");
    assertThat(result(OUTSIDE, "WWW.Open.Example", "A")).isEqualTo("NOERROR");
    assertThat(result(OUTSIDE, "www.example", "A")).isEqualTo("REFUSED 18");
    assertThat(result(INSIDE, "www.closed.example", "A")).isEqualTo("REFUSED 18");
    assertThat(result(INSIDE, "www.example", "A")).isEqualTo("NOERROR");
    assertThat(result(INSIDE, "closed.example", "DS")).as("the parent's").isEqualTo("NOERROR");
  }

  @Test
  void zoneBelowOneWithAList_isUnderTheGeneralOne() {
    permit(all(), Map.of("example", inside()));
    assertThat(result(OUTSIDE, "www.example", "A")).isEqualTo("REFUSED 18");
    assertThat(result(OUTSIDE, "www.open.example", "A")).isEqualTo("NOERROR");
    assertThat(result(OUTSIDE, "www.elsewhere", "A")).isEqualTo("REFUSED 20");
  }

  @Test
  void rootZone_mayHaveAList() {
    try (Asking root = Asking.of(options, Asking.zone(".", "com 60 NS ns.elsewhere."))) {
      permit(all(), Map.of(".", inside()));
      assertThat(root.from(INSIDE).rcode("www.com", "A")).isEqualTo("NOERROR");
      assertThat(root.from(OUTSIDE).rcode("www.com", "A")).isEqualTo("REFUSED");
    }
  }

  @Test
  void aliasIntoAZoneForOthers_endsThere() {
    permit(all(), Map.of("closed.example", inside()));
    assertThat(server.from(INSIDE).answer("into.example", "A"))
        .containsExactly(
            "into.example. 60 CNAME www.closed.example.", "www.closed.example. 60 A 192.0.2.2");
    Message response = server.from(OUTSIDE).ask(edns(Asking.query("into.example", "A")));
    assertThat(result(response)).isEqualTo("NOERROR");
    assertThat(Asking.texts(response, Section.ANSWER))
        .containsExactly("into.example. 60 CNAME www.closed.example.");
    assertThat(Asking.texts(response, Section.AUTHORITY)).isEmpty();
  }

  @Test
  void otherLists_holdFromTheNextBatchOn() {
    permit(List.of(), Map.of());
    assertThat(result(INSIDE, "www.example", "A")).isEqualTo("REFUSED 18");
    permit(inside(), Map.of());
    assertThat(result(INSIDE, "www.example", "A")).isEqualTo("NOERROR");
    options.access().set(QueryAccess.EVERYBODY);
    assertThat(result(OUTSIDE, "www.example", "A")).isEqualTo("NOERROR");
  }

  @Test
  void refusals_countAsErrorsForTheRate() {
    EngineOptions limited = options.limitedTo(new RateLimit(1, 0, 24, 56, List.of()), 1);
    permit(inside(), Map.of());
    byte[] query = Asking.query("www.example", "A").toWire();
    try (Asking flooded = Asking.of(limited, Asking.zone("example"))) {
      flooded.from(OUTSIDE);
      for (int i = 0; i < 1_000; i++) {
        flooded.ask(query);
      }
      assertThat(flooded.statistics().limited()).isGreaterThan(900);
    }
  }

  private static GslbServer serving(List<AccessRule> defaults) throws IOException {
    TsigKey key = new TsigKey(KEY, TsigKey.Algorithm.HMAC_SHA256, SECRET);
    Zone zone = Asking.zone("example", "www.example 60 A 192.0.2.1");
    return GslbServer.builder()
        .listen("127.0.0.1", 0)
        .zone(zone)
        .exchange(new ExchangeConfig(List.of(key), ZoneExchange.NONE, Map.of()))
        .access(new QueryAccess(defaults, Map.of()))
        .drainTimeout(Duration.ofMillis(100))
        .start();
  }

  private static SimpleResolver resolver(GslbServer server) throws IOException {
    SimpleResolver resolver = new SimpleResolver(new InetSocketAddress("127.0.0.1", server.port()));
    resolver.setTimeout(Duration.ofSeconds(30));
    return resolver;
  }

  private static int rcode(GslbServer server, String name) throws IOException {
    return resolver(server).send(Asking.query(name, "A")).getRcode();
  }

  private static int rcode(GslbServer server, boolean signed) throws IOException {
    SimpleResolver resolver = resolver(server);
    if (signed) {
      resolver.setTSIGKey(new TSIG(TSIG.HMAC_SHA256, Name.fromString("k."), SECRET));
    }
    return resolver.send(Asking.query("www.example", "A")).getRcode();
  }

  @Test
  void signedQueries_arePermittedByTheirKey() throws IOException {
    AccessRule elsewhere = from("192.0.2.0", 24);
    try (GslbServer server = serving(List.of(elsewhere, AccessRule.signedBy(KEY)))) {
      assertThat(rcode(server, true)).isEqualTo(Rcode.NOERROR);
      assertThat(rcode(server, false)).isEqualTo(Rcode.REFUSED);
      AccessRule both = new AccessRule(elsewhere.network(), Optional.of(KEY));
      server.access(new QueryAccess(List.of(both), Map.of()));
      assertThat(rcode(server, true)).as("signed, from elsewhere").isEqualTo(Rcode.REFUSED);
      server.access(new QueryAccess(List.of(from("127.0.0.0", 8)), Map.of()));
      assertThat(rcode(server, true)).as("by its address").isEqualTo(Rcode.NOERROR);
    }
  }

  @Test
  void explain_isForEverybody() throws IOException {
    try (GslbServer server = serving(List.of())) {
      assertThat(rcode(server, false)).isEqualTo(Rcode.REFUSED);
      assertThat(server.explain(DomainName.of("www.example"), RecordType.A, null).answers())
          .hasSize(1);
    }
  }

  @Test
  void zoneThatIsNotThere_isRefusedToWhomItIsNotPermitted() throws IOException {
    DomainName apex = DomainName.of("held.example");
    ExchangePeer nobody = new ExchangePeer(new InetSocketAddress("127.0.0.1", 1), Optional.empty());
    SecondaryConfig secondaries =
        new SecondaryConfig(Optional.empty(), 1, List.of(new SecondaryZone(apex, List.of(nobody))));
    try (GslbServer server =
        GslbServer.builder()
            .listen("127.0.0.1", 0)
            .exchange(new ExchangeConfig(List.of(), ZoneExchange.NONE, Map.of(), secondaries))
            .start()) {
      assertThat(rcode(server, "www.held.example")).isEqualTo(Rcode.SERVFAIL);
      server.access(new QueryAccess(all(), Map.of(apex, List.of())));
      assertThat(rcode(server, "www.held.example")).isEqualTo(Rcode.REFUSED);
    }
  }

  @Test
  void transfers_areUnderTheirOwnRules() throws Exception {
    ZoneExchange exchange =
        new ZoneExchange(List.of(from("127.0.0.0", 8)), List.of(), GslbContent.HEALTHY);
    Target target = new Target.Address(InetAddress.getByName("192.0.2.7"));
    Policy policy = Policy.of("p", "first", List.of(Endpoint.of("a", target)));
    Zone zone = Asking.builder("example").add(GslbName.of("www.example", policy)).build();
    GslbServerBuilder builder = GslbServer.builder().listen("127.0.0.1", 0).zone(zone);
    TestRouters.all().forEach(builder::router);
    try (GslbServer server =
        builder
            .exchange(new ExchangeConfig(List.of(), exchange, Map.of()))
            .access(new QueryAccess(List.of(), Map.of()))
            .drainTimeout(Duration.ofMillis(100))
            .start()) {
      assertThat(rcode(server, "www.example")).isEqualTo(Rcode.REFUSED);
      ZoneTransferIn transfer =
          ZoneTransferIn.newAXFR(
              Name.fromString("example."), new InetSocketAddress("127.0.0.1", server.port()), null);
      transfer.run();
      assertThat(transfer.getAXFR()).anyMatch(record -> record.rdataToString().equals("192.0.2.7"));
    }
  }
}
