package dev.gslb.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.Asking;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** RFC 1035 section 4, RFC 8906 and RFC 9619: messages that are odd, broken or not queries. */
class MessageFormatTest {
  private final Asking server = Asking.of(Asking.zone("example", "www.example 60 A 192.0.2.1"));

  @AfterEach
  void close() {
    server.close();
  }

  private String rcodeOf(String hex) {
    byte[] response = server.ask(HexFormat.of().parseHex(hex.replace(" ", "")));
    return response.length == 0 ? "dropped" : Rcode.string(response[3] & 0xF);
  }

  @ParameterizedTest
  @CsvSource({
    "'', dropped",
    "12 34 00 00 00 01 00 00 00 00 00, dropped",
    "12 34 80 00 00 01 00 00 00 00 00 00, dropped",
    "12 34 00 00 00 00 00 00 00 00 00 00, FORMERR",
    "12 34 00 00 00 02 00 00 00 00 00 00, FORMERR",
    "12 34 00 00 00 01 00 00 00 00 00 00, FORMERR",
    "12 34 00 00 00 01 00 00 00 00 00 00 C0 0C 00 01 00 01, FORMERR",
    "12 34 00 00 00 01 00 00 00 00 00 00 40 00 00 01 00 01, FORMERR",
    "12 34 00 00 00 01 00 00 00 00 00 00 03 77 77 77 00 00 01, FORMERR",
    "12 34 00 00 00 01 00 00 00 00 00 00 00 00 01 00 01 FF, FORMERR",
    "12 34 00 00 00 01 00 00 00 00 00 01 00 00 01 00 01, FORMERR",
    "12 34 00 00 00 01 00 00 00 00 00 00 00 00 01 00 01, REFUSED",
    "12 34 10 00 00 01 00 00 00 00 00 00 00 00 01 00 01, NOTIMP",
    "12 34 78 00 00 00 00 00 00 00 00 00, NOTIMP",
  })
  void message_isAnsweredByItsFault(String hex, String expected) {
    assertThat(rcodeOf(hex)).isEqualTo(expected);
  }

  @Test
  void formerr_keepsIdAndOpcodeAndClaimsNoQuestion() {
    byte[] response = server.ask(HexFormat.of().parseHex("123401000001000000000000"));
    assertThat(response).startsWith(0x12, 0x34, 0x81, 0x01).hasSize(12);
    assertThat(response[5]).isZero();
  }

  @Test
  void opcodeStatus_isEchoedInNotimp() {
    Message status = new Message();
    status.getHeader().setOpcode(Opcode.STATUS);
    Message response = server.ask(status);
    assertThat(response.getRcode()).isEqualTo(Rcode.NOTIMP);
    assertThat(response.getHeader().getOpcode()).isEqualTo(Opcode.STATUS);
  }

  @Test
  void recursionDesired_isCopiedAndNotAvailable() {
    Message response = server.ask("www.example", "A");
    assertThat(response.getHeader().getFlag(Flags.RD)).isTrue();
    assertThat(response.getHeader().getFlag(Flags.RA)).isFalse();
    assertThat(response.getHeader().getFlag(Flags.AD)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"OPT", "TSIG", "TKEY", "MAILA", "MAILB"})
  void metaType_isRefused(String type) {
    assertThat(server.rcode("example", type)).isEqualTo("REFUSED");
  }

  @Test
  void rfc9824_section3_4_nxname_isFormerr() {
    assertThat(server.rcode("www.example", "TYPE128")).isEqualTo("FORMERR");
  }

  @Test
  void classHesiod_isRefused() throws Exception {
    assertThat(ofClass(DClass.HS).getRcode()).isEqualTo(Rcode.REFUSED);
  }

  @Test
  void section6_2_classAny_isAnsweredWithoutAuthority() throws Exception {
    Message response = ofClass(DClass.ANY);
    assertThat(Asking.texts(response, Section.ANSWER))
        .containsExactly("www.example. 60 A 192.0.2.1");
    assertThat(response.getHeader().getFlag(Flags.AA)).isFalse();
  }

  private Message ofClass(int dclass) throws Exception {
    Name name = Name.fromString("www.example.");
    return server.ask(Message.newQuery(Record.newRecord(name, Type.A, dclass)));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void unknownOpcode_withEdns_isAnsweredWithAnOpt(boolean question) {
    Message query = question ? Asking.query("www.example", "A") : new Message();
    query.getHeader().setOpcode(15);
    query.addRecord(new OPTRecord(4096, 0, 0), Section.ADDITIONAL);
    Message response = server.ask(query);
    assertThat(response.getRcode()).isEqualTo(Rcode.NOTIMP);
    assertThat(response.getOPT()).isNotNull();
  }

  @Test
  void unknownOpcode_withAnUnknownEdnsVersion_isBadvers() {
    Message query = Asking.query("www.example", "A");
    query.getHeader().setOpcode(15);
    query.addRecord(new OPTRecord(4096, 0, 1), Section.ADDITIONAL);
    assertThat(server.ask(query).getRcode()).isEqualTo(Rcode.BADVERS);
  }

  @Test
  void unknownEdnsVersion_isBadversWhateverItsOptionsLookLike() {
    Message query = Asking.query("www.example", "A");
    query.addRecord(
        new OPTRecord(4096, 0, 1, 0, List.of(new GenericEDNSOption(8, new byte[] {1}))),
        Section.ADDITIONAL);
    assertThat(server.ask(query).getRcode()).isEqualTo(Rcode.BADVERS);
  }

  @Test
  void unknownHeaderBits_areNotCopied() {
    byte[] query = Asking.query("www.example", "A").toWire();
    query[2] |= 0x06;
    query[3] |= 0x6F;
    byte[] response = server.ask(query);
    assertThat(response[2]).as("QR, AA, RD").isEqualTo((byte) 0x85);
    assertThat(response[3]).isZero();
  }

  @Test
  void rfc8482_any_isAnsweredWithOneRrset() {
    assertThat(server.answer("example", "ANY")).hasSize(1);
    assertThat(server.answer("www.example", "ANY")).containsExactly("www.example. 60 A 192.0.2.1");
  }

  @Test
  void longestName_isReadAndAnswered() {
    String name = ("a".repeat(63) + ".").repeat(3) + "b".repeat(53) + ".example";
    assertThat(server.rcode(name, "A")).isEqualTo("NXDOMAIN");
  }

  @Test
  void nameWithAnOddOctet_isAnOrdinaryName() {
    assertThat(server.rcode("\\000\\255.example", "A")).isEqualTo("NXDOMAIN");
  }

  @Test
  void rfc1035_section4_2_2_theLargestRrsetThatMayCome_isAnsweredWholeOverTcp() {
    String owner = String.join(".", "a".repeat(60), "b".repeat(60), "c".repeat(60), "example");
    String[] texts = new String[1_023]; // of 12 + 51 octets each; one more is refused
    Arrays.setAll(texts, i -> "x".repeat(46) + (1_000 + i));
    try (Asking large =
        Asking.of(Asking.builder("example").add(owner, "TXT", 60, texts).build()).overStream()) {
      Message response = large.ask(owner, "TXT");
      assertThat(response.getHeader().getFlag(Flags.TC)).isFalse();
      assertThat(response.getSection(Section.ANSWER)).hasSize(texts.length);
    }
  }
}
