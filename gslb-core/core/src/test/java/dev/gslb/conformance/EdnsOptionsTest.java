package dev.gslb.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.Asking;
import dev.gslb.internal.engine.AccessLists;
import dev.gslb.internal.engine.EngineOptions;
import dev.gslb.spi.CookieSecrets;
import dev.gslb.spi.NotServing;
import dev.gslb.spi.ServerIdentity;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** EDNS options of RFC 5001, 7828, 7873 and 8914, and what a server tells in class CH (4892). */
class EdnsOptionsTest {
  private static final String CLIENT_COOKIE = "0102030405060708";

  private final Asking server = serverOf("ns1.fra", "9.9");

  private static Asking serverOf(String id, String version) {
    EngineOptions options =
        new EngineOptions(
            1232,
            true,
            NotServing.REFUSE,
            new ServerIdentity(Optional.ofNullable(id), Optional.ofNullable(version)),
            CookieSecrets.random(),
            Duration.ofSeconds(10),
            Optional.empty(),
            new AccessLists());
    return Asking.of(options, Asking.zone("example", "www.example 60 A 192.0.2.1"));
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static EDNSOption option(int code, String hex) {
    return new GenericEDNSOption(code, HexFormat.of().parseHex(hex));
  }

  private static List<EDNSOption> options(Message response, int code) {
    return response.getOPT().getOptions(code);
  }

  private Message ask(int code, String hex) {
    return server.ask("www.example", "A", option(code, hex));
  }

  @Test
  void nsid_isToldToWhoAsks() {
    byte[] option = options(ask(EDNSOption.Code.NSID, ""), EDNSOption.Code.NSID).get(0).toWire();
    assertThat(new String(option, 4, option.length - 4, StandardCharsets.US_ASCII))
        .isEqualTo("ns1.fra");
    assertThat(ask(65_001, "").getOPT().getOptions()).isEmpty();
  }

  @Test
  void nsid_isNotToldUnlessItIsSet() {
    try (Asking untold = serverOf(null, null)) {
      Message response = untold.ask("www.example", "A", option(EDNSOption.Code.NSID, ""));
      assertThat(response.getOPT().getOptions()).isEmpty();
    }
  }

  @Test
  void keepalive_tellsTheIdleTimeoutOverTcpOnly() {
    int code = EDNSOption.Code.TCP_KEEPALIVE;
    assertThat(ask(code, "").getOPT().getOptions()).isEmpty();
    assertThat(ask(code, "0064").getRcode()).as("ignored over UDP").isEqualTo(Rcode.NOERROR);
    server.overStream();
    assertThat(options(ask(code, ""), code).get(0).toWire()).endsWith(0, 100);
    assertThat(ask(code, "0064").getRcode()).as("a timeout of a client").isEqualTo(Rcode.FORMERR);
  }

  @ParameterizedTest
  @ValueSource(strings = {CLIENT_COOKIE, CLIENT_COOKIE + "1112131415161718"})
  void cookie_isAnsweredWithOursBehindTheClients(String asked) {
    byte[] option = options(ask(EDNSOption.Code.COOKIE, asked), 10).get(0).toWire();
    assertThat(option).hasSize(4 + 8 + 16).contains(1, 2, 3, 4, 5, 6, 7, 8);
    assertThat(Arrays.copyOfRange(option, 4, 12)).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    assertThat(option[12]).as("version").isEqualTo((byte) 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "01", "01020304050607", "010203040506070809", "%082d"})
  void cookie_ofAWrongLength_isFormerr(String asked) {
    assertThat(ask(EDNSOption.Code.COOKIE, String.format(asked, 0)).getRcode())
        .isEqualTo(Rcode.FORMERR);
  }

  /** RFC 7873 section 5.2. */
  @Test
  void cookie_afterTheFirst_isIgnored() {
    List<EDNSOption> cookies = List.of(option(10, CLIENT_COOKIE), option(10, "01"));
    Message response = server.ask("www.example", "A", cookies.toArray(EDNSOption[]::new));
    assertThat(response.getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(options(response, 10)).hasSize(1);
  }

  @Test
  void cookie_canBeAskedForWithoutAQuestion() {
    Message query = new Message();
    query.addRecord(
        new OPTRecord(1232, 0, 0, 0, List.of(option(10, CLIENT_COOKIE))), Section.ADDITIONAL);
    Message response = server.ask(query);
    assertThat(response.getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(response.getQuestion()).isNull();
    assertThat(options(response, 10)).hasSize(1);
  }

  @Test
  void extendedError_tellsWhyAQueryIsRefused() {
    Message response = server.ask("www.elsewhere", "A", option(65_001, ""));
    assertThat(response.getRcode()).isEqualTo(Rcode.REFUSED);
    assertThat(((ExtendedErrorCodeOption) options(response, 15).get(0)).getErrorCode())
        .isEqualTo(20);
  }

  private static Message chaos(Asking server, String name, int type) throws Exception {
    Name owner = Name.fromString(name, Name.root);
    return server.ask(Message.newQuery(Record.newRecord(owner, type, DClass.CH)));
  }

  @ParameterizedTest
  @CsvSource({
    "version.bind, 9.9",
    "VERSION.server, 9.9",
    "id.server, ns1.fra",
    "hostname.bind, ns1.fra"
  })
  void chaos_tellsWhatIsSet(String name, String expected) throws Exception {
    Message response = chaos(server, name, Type.TXT);
    assertThat(response.getSection(Section.ANSWER))
        .singleElement()
        .satisfies(record -> assertThat(record.getDClass()).isEqualTo(DClass.CH))
        .satisfies(record -> assertThat(record.rdataToString()).contains(expected));
    assertThat(chaos(server, name, Type.A).getSection(Section.ANSWER)).isEmpty();
  }

  @Test
  void chaos_refusesWhatIsNotSet() throws Exception {
    assertThat(chaos(server, "other.bind", Type.TXT).getRcode()).isEqualTo(Rcode.REFUSED);
    try (Asking untold = serverOf(null, null)) {
      assertThat(chaos(untold, "version.bind", Type.TXT).getRcode()).isEqualTo(Rcode.REFUSED);
      assertThat(chaos(untold, "id.server", Type.TXT).getRcode()).isEqualTo(Rcode.REFUSED);
    }
  }
}
