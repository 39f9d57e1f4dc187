package dev.gslb.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.Asking;
import dev.gslb.SignedZone;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Section;

/** RFC 9460 section 4.1: what a client of SVCB and HTTPS records asks for next comes along. */
class Rfc9460Test {
  private final Asking server =
      Asking.of(
          Asking.zone(
              "example",
              "web.example 60 HTTPS 1 host.example. alpn=h2",
              "web.example 60 A 192.0.2.1",
              "host.example 60 A 192.0.2.2",
              "host.example 60 AAAA 2001:db8::2",
              "alias.example 60 HTTPS 0 web.example.",
              "twice.example 60 HTTPS 0 alias.example.",
              "own.example 60 HTTPS 1 . alpn=h2",
              "own.example 60 HTTPS 2 . alpn=h3",
              "own.example 60 A 192.0.2.3",
              "toown.example 60 HTTPS 0 own.example.",
              "*.any.example 60 SVCB 1 .",
              "*.any.example 60 A 192.0.2.4",
              "none.example 60 HTTPS 0 .",
              "none.example 60 A 192.0.2.5",
              "loop.example 60 SVCB 0 back.example.",
              "back.example 60 SVCB 0 loop.example.",
              "self.example 60 SVCB 0 self.example.",
              "out.example 60 HTTPS 0 web.elsewhere.",
              "wild.example 60 SVCB 0 x.any.example.",
              "cut.example 60 HTTPS 0 www.sub.example.",
              "sub.example 60 NS ns.elsewhere.",
              "www.sub.example 60 HTTPS 1 host.example."),
          Asking.zone("elsewhere", "web.elsewhere 60 HTTPS 1 ."));

  @AfterEach
  void close() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "web.example, HTTPS, host.example. A;host.example. AAAA",
    "alias.example, HTTPS, web.example. A;web.example. HTTPS;host.example. A;host.example. AAAA",
    "own.example, HTTPS, own.example. A",
    "toown.example, HTTPS, own.example. A;own.example. HTTPS;own.example. HTTPS",
    "a.any.example, SVCB, a.any.example. A",
    "none.example, HTTPS, ''",
    "loop.example, SVCB, back.example. SVCB",
    "self.example, SVCB, ''",
    "out.example, HTTPS, ''",
    "wild.example, SVCB, ''",
    "cut.example, HTTPS, ''"
  })
  void section4_1_records_bringWhatTheyName(String name, String type, String additional) {
    assertThat(String.join(";", additional(server.ask(Asking.query(name, type)))))
        .isEqualTo(additional);
  }

  @Test
  void section4_1_aliasOfAnAlias_isFollowed() {
    assertThat(additional(server.ask(Asking.query("twice.example", "HTTPS"))))
        .containsExactly(
            "alias.example. HTTPS",
            "web.example. A",
            "web.example. HTTPS",
            "host.example. A",
            "host.example. AAAA");
  }

  @Test
  void section4_1_signedZone_signaturesComeAlong() {
    String signature = SignedZone.SIGNATURE;
    try (Asking signed =
        Asking.of(
            Asking.builder(
                    "example",
                    "example 60 DNSKEY 257 3 13 AAAA",
                    "example 60 NSEC alias.example. NS SOA DNSKEY NSEC",
                    "alias.example 60 HTTPS 0 web.example.",
                    "alias.example 60 NSEC web.example. HTTPS RRSIG NSEC",
                    "alias.example 60 RRSIG HTTPS" + signature,
                    "web.example 60 HTTPS 1 .",
                    "web.example 60 NSEC example. HTTPS RRSIG NSEC",
                    "web.example 60 RRSIG HTTPS" + signature)
                .build())) {
      Message query = Asking.query("alias.example", "HTTPS");
      query.addRecord(new OPTRecord(1232, 0, 0, ExtendedFlags.DO), Section.ADDITIONAL);
      assertThat(additional(signed.ask(query)))
          .containsExactly("web.example. HTTPS", "web.example. RRSIG");
    }
  }

  private static List<String> additional(Message response) {
    return Asking.texts(response, Section.ADDITIONAL).stream()
        .map(text -> text.split(" ", 4))
        .map(fields -> fields[0] + " " + fields[2])
        .toList();
  }
}
