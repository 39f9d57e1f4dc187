package dev.gslb.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.Asking;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.RRset;
import dev.gslb.zone.RecordType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;

/** RFC 6891: EDNS(0), and truncation (RFC 1035 section 4.1.1, RFC 2181 section 9). */
class Rfc6891Test {
  private static final DomainName BIG = DomainName.of("big.example");

  private final Asking server =
      Asking.of(
          Asking.builder("example", "www.example 60 A 192.0.2.1")
              .add(
                  RRset.of(
                      BIG,
                      RecordType.A,
                      60,
                      IntStream.range(0, 200).mapToObj(i -> "192.0.2." + i).toArray(String[]::new)))
              .add("big.example", "TXT", 60, "small")
              .build());

  @AfterEach
  void close() {
    server.close();
  }

  private static Message withOpt(String name, int payload, int version, int flags) {
    Message query = Asking.query(name, "A");
    query.addRecord(new OPTRecord(payload, 0, version, flags), Section.ADDITIONAL);
    return query;
  }

  @Test
  void section6_1_1_noOptInQuery_noneInResponse() {
    assertThat(server.ask("www.example", "A").getOPT()).isNull();
  }

  @Test
  void section6_1_1_optInQuery_isAnsweredWithOurPayloadSize() {
    OPTRecord opt = server.ask(withOpt("www.example", 4096, 0, 0)).getOPT();
    assertThat(opt.getPayloadSize()).isEqualTo(1232);
    assertThat(opt.getFlags()).isZero();
  }

  @Test
  void section6_1_4_doBit_isEchoed() {
    OPTRecord opt = server.ask(withOpt("www.example", 4096, 0, ExtendedFlags.DO)).getOPT();
    assertThat(opt.getFlags()).isEqualTo(ExtendedFlags.DO);
  }

  @Test
  void section6_1_3_unknownVersion_isBadversWithoutAnswer() {
    Message response = server.ask(withOpt("www.example", 4096, 1, 0));
    assertThat(response.getRcode()).isEqualTo(Rcode.BADVERS);
    assertThat(response.getSection(Section.ANSWER)).isEmpty();
    assertThat(response.getOPT().getVersion()).isZero();
  }

  @Test
  void section6_1_1_twoOpts_isFormerr() {
    byte[] one = withOpt("www.example", 4096, 0, 0).toWire();
    byte[] two = Arrays.copyOf(one, one.length + 11);
    System.arraycopy(one, one.length - 11, two, one.length, 11);
    two[11] = 2;
    assertThat(server.ask(two)[3] & 0xF).isEqualTo(Rcode.FORMERR);
  }

  @Test
  void section6_1_2_unknownOption_isIgnored() {
    Message query = Asking.query("www.example", "A");
    query.addRecord(
        new OPTRecord(1232, 0, 0, 0, List.of(new GenericEDNSOption(65_001, new byte[] {1, 2}))),
        Section.ADDITIONAL);
    Message response = server.ask(query);
    assertThat(response.getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(response.getOPT().getOptions()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"100, 512", "512, 512", "900, 900", "1232, 1232", "4096, 1232", "65535, 1232"})
  void section6_2_payloadSize_limitsTheDatagram(int payload, int limit) {
    byte[] response = server.ask(withOpt("big.example", payload, 0, 0).toWire());
    assertThat(response.length).isLessThanOrEqualTo(limit);
    assertThat(response[2] & 0x02).as("TC").isEqualTo(0x02);
  }

  @Test
  void truncation_keepsWholeRrsets() {
    Message response = server.ask("big.example", "A");
    assertThat(response.getHeader().getFlag(Flags.TC)).isTrue();
    assertThat(response.getSection(Section.ANSWER)).isEmpty();
  }

  @Test
  void truncation_doesNotHappenOverAStream() {
    Message response = server.overStream().ask("big.example", "A");
    assertThat(response.getHeader().getFlag(Flags.TC)).isFalse();
    assertThat(response.getSection(Section.ANSWER)).hasSize(200);
  }
}
