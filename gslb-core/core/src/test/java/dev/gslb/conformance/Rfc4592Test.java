package dev.gslb.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.Asking;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** RFC 4592 section 2.2.1: the example zone of the wildcard RFC, and what follows from it. */
class Rfc4592Test {
  private final Asking server =
      Asking.of(
          Asking.zone(
              "example",
              "*.example 3600 TXT \"this is a wildcard\"",
              "*.example 3600 MX 10 host1.example.",
              "sub.*.example 3600 TXT \"this is not a wildcard\"",
              "host1.example 3600 A 192.0.2.1",
              "_ssh._tcp.host1.example 3600 SRV 0 0 22 host1.example.",
              "_ssh._tcp.host2.example 3600 SRV 0 0 22 host2.example.",
              "subdel.example 3600 NS ns.example.com.",
              "subdel.example 3600 NS ns.example.net.",
              "*.alias.example 60 CNAME host1.example."));

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void host3Mx_synthesisedUnderTheNameAskedFor() {
    assertThat(server.answer("host3.example", "MX"))
        .containsExactly("host3.example. 3600 MX 10 host1.example.");
  }

  @Test
  void host3A_isNodata() {
    assertThat(server.rcode("host3.example", "A")).isEqualTo("NOERROR");
    assertThat(server.answer("host3.example", "A")).isEmpty();
  }

  @Test
  void fooBarTxt_synthesisedAcrossSeveralLabels() {
    assertThat(server.answer("foo.bar.example", "TXT"))
        .containsExactly("foo.bar.example. 3600 TXT \"this is a wildcard\"");
  }

  @Test
  void host1Mx_notSynthesisedWhereTheNameExists() {
    assertThat(server.answer("host1.example", "MX")).isEmpty();
    assertThat(server.rcode("host1.example", "MX")).isEqualTo("NOERROR");
  }

  @Test
  void subStarMx_notSynthesisedBelowAnAsterisk() {
    assertThat(server.answer("sub.*.example", "MX")).isEmpty();
    assertThat(server.rcode("sub.*.example", "MX")).isEqualTo("NOERROR");
  }

  @Test
  void telnetHost1Srv_notSynthesisedBelowAnEmptyNonTerminal() {
    assertThat(server.rcode("_telnet._tcp.host1.example", "SRV")).isEqualTo("NXDOMAIN");
  }

  @Test
  void hostSubdelA_isReferred() {
    assertThat(server.answer("host.subdel.example", "A")).isEmpty();
    assertThat(server.rcode("host.subdel.example", "A")).isEqualTo("NOERROR");
  }

  @Test
  void ghostStarMx_notSynthesisedBelowTheWildcardItself() {
    assertThat(server.rcode("ghost.*.example", "MX")).isEqualTo("NXDOMAIN");
  }

  @Test
  void asteriskItself_isAnOrdinaryName() {
    assertThat(server.answer("*.example", "TXT"))
        .containsExactly("*.example. 3600 TXT \"this is a wildcard\"");
  }

  @Test
  void cnameWildcard_isFollowed() {
    assertThat(server.answer("x.alias.example", "A"))
        .containsExactly(
            "x.alias.example. 60 CNAME host1.example.", "host1.example. 3600 A 192.0.2.1");
  }
}
