package dev.gslb.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gslb.Asking;
import dev.gslb.GslbServer;
import dev.gslb.GslbServerBuilder;
import dev.gslb.TestRouters;
import dev.gslb.spi.AccessRule;
import dev.gslb.spi.ExchangeConfig;
import dev.gslb.spi.Network;
import dev.gslb.spi.ServerIdentity;
import dev.gslb.spi.TsigKey;
import dev.gslb.spi.ZoneExchange;
import dev.gslb.spi.ZoneExchange.GslbContent;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.Endpoint;
import dev.gslb.zone.GslbName;
import dev.gslb.zone.Policy;
import dev.gslb.zone.Target;
import dev.gslb.zone.Zone;
import dev.gslb.zone.ZoneBuilder;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TSIGRecord;
import org.xbill.DNS.Type;
import org.xbill.DNS.ZoneTransferException;
import org.xbill.DNS.ZoneTransferIn;

/** RFC 5936: AXFR; RFC 1995: IXFR; RFC 8945: the signatures of both. */
class Rfc5936Test {
  private static final byte[] SECRET =
      "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final DomainName KEY = DomainName.of("Transfer-Key");
  private static final Name EXAMPLE = name("example");

  private static Name name(String text) {
    try {
      return Name.fromString(text, Name.root);
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static ExchangeConfig allowing(AccessRule rule, GslbContent gslb) {
    return new ExchangeConfig(
        List.of(new TsigKey(KEY, TsigKey.Algorithm.HMAC_SHA256, SECRET)),
        new ZoneExchange(List.of(rule), List.of(), gslb),
        Map.of());
  }

  private static AccessRule loopback() {
    return AccessRule.from(new Network(InetAddress.getLoopbackAddress(), 8));
  }

  private static GslbServer serving(ExchangeConfig exchange, Zone zone) throws IOException {
    GslbServerBuilder builder =
        GslbServer.builder()
            .listen("127.0.0.1", 0)
            .zone(zone)
            .exchange(exchange)
            .drainTimeout(Duration.ofMillis(100));
    TestRouters.all().forEach(builder::router);
    return builder.start();
  }

  private static InetSocketAddress address(GslbServer server) {
    return new InetSocketAddress("127.0.0.1", server.port());
  }

  private static List<Record> axfr(GslbServer server, TSIG key)
      throws IOException, ZoneTransferException {
    ZoneTransferIn transfer = ZoneTransferIn.newAXFR(EXAMPLE, address(server), key);
    transfer.run();
    return transfer.getAXFR();
  }

  private static TSIG key(Name algorithm) {
    return new TSIG(algorithm, name("transfer-key"), SECRET);
  }

  private static SimpleResolver resolver(GslbServer server, boolean tcp) {
    SimpleResolver resolver = new SimpleResolver(address(server));
    resolver.setTCP(tcp);
    resolver.setTimeout(Duration.ofSeconds(30));
    return resolver;
  }

  private static int rcodeOverUdp(GslbServer server, Message query) throws IOException {
    return overUdp(server, query.toWire()).getRcode();
  }

  private static Message overUdp(GslbServer server, byte[] message) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout(30_000);
      socket.send(new DatagramPacket(message, message.length, address(server)));
      DatagramPacket answer = new DatagramPacket(new byte[1_500], 1_500);
      socket.receive(answer);
      return new Message(Arrays.copyOf(answer.getData(), answer.getLength()));
    }
  }

  private static Zone small() {
    return Asking.zone(
        "example",
        "www.example 60 A 192.0.2.1",
        "www.example 60 A 192.0.2.2",
        "*.example 60 MX 10 www.example.",
        "sub.example 60 NS ns.sub.example.",
        "ns.sub.example 60 A 192.0.2.3");
  }

  @Test
  void section2_2_wholeZone_beginsAndEndsWithTheSoa() throws Exception {
    try (GslbServer server = serving(allowing(loopback(), GslbContent.OMIT), small())) {
      List<Record> records = axfr(server, null);
      assertThat(records).hasSize(8);
      assertThat(records.get(0).getType()).isEqualTo(Type.SOA);
      assertThat(records.get(7)).isEqualTo(records.get(0));
      assertThat(records.stream().map(r -> r.getName() + " " + Type.string(r.getType())))
          .contains("*.example. MX", "ns.sub.example. A", "sub.example. NS", "example. NS");
    }
  }

  @Test
  void section2_2_largeZone_isManyMessagesAndComplete() throws Exception {
    ZoneBuilder zone = Zone.builder("example").synthesizeApex();
    IntStream.range(0, 20_000)
        .forEach(i -> zone.add("host" + i + ".example", "TXT", 60, "\"number " + i + "\""));
    zone.add("big.example", "TXT", 60, ("\"" + "x".repeat(250) + "\" ").repeat(200));
    try (GslbServer server = serving(allowing(loopback(), GslbContent.OMIT), zone.build())) {
      List<Record> records = axfr(server, null);
      assertThat(records).hasSize(20_000 + 1 + 3);
      assertThat(new HashSet<>(records)).hasSize(20_000 + 1 + 2);
    }
  }

  @Test
  void section4_2_overUdp_isRefused() throws Exception {
    try (GslbServer server = serving(allowing(loopback(), GslbContent.OMIT), small())) {
      assertThat(rcodeOverUdp(server, Asking.query("example", "AXFR"))).isEqualTo(Rcode.REFUSED);
    }
  }

  @Test
  void section5_withoutPermission_isRefusedForAllZones() throws Exception {
    try (GslbServer server = serving(ExchangeConfig.NONE, small())) {
      for (Name zone : List.of(EXAMPLE, name("elsewhere"))) {
        ZoneTransferIn transfer = ZoneTransferIn.newAXFR(zone, address(server), null);
        assertThatThrownBy(transfer::run).hasMessageContaining("REFUSED");
      }
    }
  }

  @Test
  void section2_2_1_zoneOfOthers_isNotauth() throws Exception {
    try (GslbServer server = serving(allowing(loopback(), GslbContent.OMIT), small())) {
      ZoneTransferIn transfer = ZoneTransferIn.newAXFR(name("www.example"), address(server), null);
      assertThatThrownBy(transfer::run).hasMessageContaining("NOTAUTH");
    }
  }

  @ParameterizedTest
  @EnumSource(GslbContent.class)
  void policyName_isToldAsConfigured(GslbContent content) throws Exception {
    Policy policy =
        Policy.of(
            "tiers",
            "first",
            List.of(
                Endpoint.of("a", address("192.0.2.1")),
                Endpoint.of("b", address("192.0.2.2")),
                Endpoint.of("c", address("2001:db8::3"))));
    Zone zone =
        Zone.builder("example").synthesizeApex().add(GslbName.of("app.example", policy)).build();
    try (GslbServer server = serving(allowing(loopback(), content), zone)) {
      assertThat(axfr(server, null).stream().filter(r -> r.getType() != Type.SOA))
          .extracting(Record::rdataToString)
          .filteredOn(text -> !text.startsWith("ns"))
          .containsExactlyInAnyOrderElementsOf(
              switch (content) {
                case HEALTHY -> List.of("192.0.2.1", "2001:db8:0:0:0:0:0:3");
                case ALL -> List.of("192.0.2.1", "192.0.2.2", "2001:db8:0:0:0:0:0:3");
                case OMIT -> List.of();
              });
    }
  }

  private static Target address(String text) throws IOException {
    return new Target.Address(InetAddress.getByName(text));
  }

  @Test
  void rfc1995_currentSerial_isAnsweredWithTheSoaAlone() throws Exception {
    try (GslbServer server = serving(allowing(loopback(), GslbContent.OMIT), small())) {
      ZoneTransferIn transfer = ZoneTransferIn.newIXFR(EXAMPLE, 1, false, address(server), null);
      transfer.run();
      assertThat(transfer.isCurrent()).isTrue();
    }
  }

  @Test
  void rfc1995_olderSerial_isAnsweredWithTheWholeZone() throws Exception {
    try (GslbServer server = serving(allowing(loopback(), GslbContent.OMIT), small())) {
      ZoneTransferIn transfer = ZoneTransferIn.newIXFR(EXAMPLE, 0, true, address(server), null);
      transfer.run();
      assertThat(transfer.isAXFR()).isTrue();
      assertThat(transfer.getAXFR()).hasSize(8);
    }
  }

  @Test
  void rfc8945_signedTransfer_isSignedInEachMessage() throws Exception {
    ZoneBuilder zone = Zone.builder("example").synthesizeApex();
    IntStream.range(0, 5_000).forEach(i -> zone.add("host" + i + ".example", "A", 60, "192.0.2.1"));
    ExchangeConfig exchange = allowing(AccessRule.signedBy(KEY), GslbContent.OMIT);
    try (GslbServer server = serving(exchange, zone.build())) {
      assertThat(axfr(server, key(TSIG.HMAC_SHA256))).hasSize(5_000 + 3);
      assertThatThrownBy(() -> axfr(server, null)).isInstanceOf(ZoneTransferException.class);
    }
  }

  @Test
  void rfc8945_signedQuery_isAnsweredSigned() throws Exception {
    ExchangeConfig exchange = allowing(AccessRule.signedBy(KEY), GslbContent.OMIT);
    try (GslbServer server = serving(exchange, small())) {
      for (boolean tcp : List.of(false, true)) {
        SimpleResolver resolver = resolver(server, tcp);
        resolver.setTSIGKey(key(TSIG.HMAC_SHA256));
        Message response = resolver.send(Asking.query("www.example", "A"));
        assertThat(response.isVerified()).isTrue();
        assertThat(response.getSection(Section.ANSWER)).hasSize(2);
      }
    }
  }

  @Test
  void rfc8945_section5_2_wrongSignatures_areNotauthAndSaySo() throws Exception {
    ExchangeConfig exchange = allowing(AccessRule.signedBy(KEY), GslbContent.OMIT);
    try (GslbServer server = serving(exchange, small())) {
      assertThat(tsigError(server, new TSIG(TSIG.HMAC_SHA256, name("other"), SECRET)))
          .isEqualTo(Rcode.BADKEY);
      assertThat(tsigError(server, key(TSIG.HMAC_SHA512))).isEqualTo(Rcode.BADKEY);
      assertThat(tsigError(server, new TSIG(TSIG.HMAC_SHA256, name("transfer-key"), new byte[9])))
          .isEqualTo(Rcode.BADSIG);
      TSIG late =
          new TSIG(
              TSIG.HMAC_SHA256,
              name("transfer-key"),
              new SecretKeySpec(SECRET, "HmacSHA256"),
              Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
      assertThat(tsigError(server, late)).isEqualTo(Rcode.BADTIME);
    }
  }

  @Test
  void rfc8945_section4_2_answerHasTheIdThatCame() throws Exception {
    ExchangeConfig exchange = allowing(AccessRule.signedBy(KEY), GslbContent.OMIT);
    try (GslbServer server = serving(exchange, small())) {
      Message query = Asking.query("www.example", "A");
      query.getHeader().setID(0x1111);
      query.setTSIG(key(TSIG.HMAC_SHA256));
      byte[] forwarded = query.toWire(65_535);
      forwarded[0] = 0x22;
      forwarded[1] = 0x22;
      assertThat(overUdp(server, forwarded).getHeader().getID()).isEqualTo(0x2222);
    }
  }

  @Test
  void rfc8945_section5_3_2_withoutACommonKey_answerIsNotSigned() throws Exception {
    ExchangeConfig exchange = allowing(AccessRule.signedBy(KEY), GslbContent.OMIT);
    try (GslbServer server = serving(exchange, small())) {
      assertThat(refusal(server, new TSIG(TSIG.HMAC_SHA256, name("other"), SECRET)).getSignature())
          .isEmpty();
      assertThat(refusal(server, key(TSIG.HMAC_SHA512)).getSignature()).isEmpty();
    }
  }

  @Test
  void rfc1035_section4_1_4_compressedNameOfTheKey_isTheKeys() throws Exception {
    ExchangeConfig exchange = allowing(AccessRule.signedBy(KEY), GslbContent.OMIT);
    try (GslbServer server = serving(exchange, small())) {
      int rootOfTheQuestion = 12 + "www.example".length() + 1;
      Message response = overUdp(server, signedByANameThatEndsAt(rootOfTheQuestion));
      assertThat(response.getRcode()).isEqualTo(Rcode.NOERROR);
      assertThat(response.getTSIG().getError()).isEqualTo(Rcode.NOERROR);
      assertThat(response.getSection(Section.ANSWER)).hasSize(2);
      for (int wrong : List.of(0, 12 + 17, 0x3FFF)) {
        Message refusal = overUdp(server, signedByANameThatEndsAt(wrong));
        assertThat(refusal.getRcode()).as("at %s", wrong).isEqualTo(Rcode.FORMERR);
      }
    }
  }

  /** A signed query, the last octet of the key's name replaced by a pointer. */
  private static byte[] signedByANameThatEndsAt(int target) {
    Message query = Asking.query("www.example", "A");
    int end = query.toWire().length + "transfer-key".length() + 1;
    query.setTSIG(key(TSIG.HMAC_SHA256));
    byte[] signed = query.toWire(65_535);
    byte[] compressed = Arrays.copyOf(signed, signed.length + 1);
    compressed[end] = (byte) (0xC0 | target >> 8);
    compressed[end + 1] = (byte) target;
    System.arraycopy(signed, end + 1, compressed, end + 2, signed.length - end - 1);
    return compressed;
  }

  private static int tsigError(GslbServer server, TSIG key) throws IOException {
    return refusal(server, key).getError();
  }

  private static TSIGRecord refusal(GslbServer server, TSIG key) throws IOException {
    Message query = Asking.query("www.example", "A");
    query.setTSIG(key);
    Message response = resolver(server, true).send(query);
    assertThat(response.getRcode()).isEqualTo(Rcode.NOTAUTH);
    return response.getTSIG();
  }

  /** RFC 5001, RFC 7873 section 5.2.3: whatever is asked. */
  @ParameterizedTest
  @CsvSource({"QUERY, AXFR", "QUERY, IXFR", "NOTIFY, SOA", "UPDATE, SOA"})
  void optionsOfTheQuery_areAnswered(String opcode, String type) throws Exception {
    try (GslbServer server =
        GslbServer.builder()
            .listen("127.0.0.1", 0)
            .zone(small())
            .identity(new ServerIdentity(Optional.of("ns1"), Optional.empty()))
            .exchange(allowing(loopback(), GslbContent.OMIT))
            .start()) {
      Message query = Asking.query("example", type);
      query.getHeader().setOpcode(Opcode.value(opcode));
      List<EDNSOption> options =
          List.of(
              new GenericEDNSOption(EDNSOption.Code.NSID, new byte[0]),
              new GenericEDNSOption(EDNSOption.Code.COOKIE, new byte[8]));
      query.addRecord(new OPTRecord(1232, 0, 0, 0, options), Section.ADDITIONAL);
      Message response = overUdp(server, query.toWire());
      assertThat(response.getOPT().getOptions(EDNSOption.Code.NSID)).hasSize(1);
      assertThat(response.getOPT().getOptions(EDNSOption.Code.COOKIE)).hasSize(1);
    }
  }

  @Test
  void rfc1995_section3_withoutASerial_isFormerr() throws Exception {
    try (GslbServer server = serving(allowing(loopback(), GslbContent.OMIT), small())) {
      Message response = overUdp(server, Asking.query("example", "IXFR").toWire());
      assertThat(response.getRcode()).isEqualTo(Rcode.FORMERR);
      assertThat(response.getHeader().getFlag(Flags.AA)).isFalse();
    }
  }
}
