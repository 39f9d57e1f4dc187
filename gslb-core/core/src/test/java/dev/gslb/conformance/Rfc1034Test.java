package dev.gslb.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.Asking;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;

/** RFC 1034 section 4.3.2: the algorithm of an authoritative server. */
class Rfc1034Test {
  private final Asking server =
      Asking.of(
          Asking.zone(
              "example.com",
              "www.example.com 300 A 192.0.2.1",
              "www.example.com 300 A 192.0.2.2",
              "www.example.com 300 TXT \"hello\"",
              "a.b.c.example.com 300 A 192.0.2.3",
              "alias.example.com 300 CNAME www.example.com.",
              "alias2.example.com 300 CNAME alias.example.com.",
              "outside.example.com 300 CNAME www.example.org.",
              "dangling.example.com 300 CNAME nothing.example.com.",
              "loop1.example.com 300 CNAME loop2.example.com.",
              "loop2.example.com 300 CNAME loop1.example.com.",
              "other.example.com 300 CNAME host.example.net.",
              "sub.example.com 300 NS ns.sub.example.com.",
              "sub.example.com 300 NS ns.elsewhere.net.",
              "ns.sub.example.com 300 A 192.0.2.53",
              "ns.sub.example.com 300 AAAA 2001:db8::53",
              "mail.example.com 300 MX 10 www.example.com."),
          Asking.zone("example.net", "host.example.net 60 A 192.0.2.9"),
          Asking.zone("deep.example.net", "x.deep.example.net 60 A 192.0.2.10"));

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void step3a_exactName_answersWholeRrset() {
    Message response = server.ask("www.example.com", "A");
    assertThat(response.getHeader().getFlag(Flags.AA)).isTrue();
    assertThat(response.getHeader().getFlag(Flags.RA)).isFalse();
    assertThat(Asking.texts(response, Section.ANSWER))
        .containsExactlyInAnyOrder(
            "www.example.com. 300 A 192.0.2.1", "www.example.com. 300 A 192.0.2.2");
    assertThat(response.getSection(Section.AUTHORITY)).isEmpty();
  }

  @Test
  void step3a_otherType_isNodataWithSoa() {
    Message response = server.ask("www.example.com", "AAAA");
    assertThat(response.getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(response.getSection(Section.ANSWER)).isEmpty();
    assertThat(Asking.texts(response, Section.AUTHORITY)).hasSize(1);
  }

  @Test
  void step3a_emptyNonTerminal_isNodataNotNxdomain() {
    assertThat(server.rcode("b.c.example.com", "A")).isEqualTo("NOERROR");
    assertThat(server.rcode("c.example.com", "A")).isEqualTo("NOERROR");
    assertThat(server.rcode("z.c.example.com", "A")).isEqualTo("NXDOMAIN");
  }

  @Test
  void step3a_cname_restartsAtTarget() {
    assertThat(server.answer("alias2.example.com", "TXT"))
        .containsExactly(
            "alias2.example.com. 300 CNAME alias.example.com.",
            "alias.example.com. 300 CNAME www.example.com.",
            "www.example.com. 300 TXT hello");
  }

  @Test
  void step3a_cnameItselfAskedFor_isNotFollowed() {
    assertThat(server.answer("alias2.example.com", "CNAME"))
        .containsExactly("alias2.example.com. 300 CNAME alias.example.com.");
  }

  @Test
  void step3a_cnameIntoAnotherZoneHere_isFollowed() {
    assertThat(server.answer("other.example.com", "A"))
        .containsExactly(
            "other.example.com. 300 CNAME host.example.net.", "host.example.net. 60 A 192.0.2.9");
  }

  @Test
  void step3a_cnameOutOfAllZones_isLeftToTheResolver() {
    Message response = server.ask("outside.example.com", "A");
    assertThat(response.getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(Asking.texts(response, Section.ANSWER))
        .containsExactly("outside.example.com. 300 CNAME www.example.org.");
    assertThat(response.getSection(Section.AUTHORITY)).isEmpty();
  }

  @Test
  void step3a_cnameToNothing_isNxdomainOfTheLastName() {
    Message response = server.ask("dangling.example.com", "A");
    assertThat(response.getRcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(response.getSection(Section.ANSWER)).hasSize(1);
    assertThat(response.getSection(Section.AUTHORITY)).hasSize(1);
  }

  @Test
  void step3a_cnameLoop_holdsEachRecordOnce() {
    Message response = server.ask("loop1.example.com", "A");
    assertThat(response.getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(Asking.texts(response, Section.ANSWER)).hasSize(2).doesNotHaveDuplicates();
  }

  @Test
  void step3b_belowACut_isReferralWithGlue() {
    Message response = server.ask("www.sub.example.com", "A");
    assertThat(response.getHeader().getFlag(Flags.AA)).isFalse();
    assertThat(response.getSection(Section.ANSWER)).isEmpty();
    assertThat(Asking.texts(response, Section.AUTHORITY))
        .containsExactlyInAnyOrder(
            "sub.example.com. 300 NS ns.sub.example.com.",
            "sub.example.com. 300 NS ns.elsewhere.net.");
    assertThat(Asking.texts(response, Section.ADDITIONAL))
        .containsExactlyInAnyOrder(
            "ns.sub.example.com. 300 A 192.0.2.53",
            "ns.sub.example.com. 300 AAAA 2001:db8:0:0:0:0:0:53");
  }

  @Test
  void step3b_atACut_isReferralButForDs() {
    assertThat(server.ask("sub.example.com", "NS").getHeader().getFlag(Flags.AA)).isFalse();
    Message ds = server.ask("sub.example.com", "DS");
    assertThat(ds.getHeader().getFlag(Flags.AA)).isTrue();
    assertThat(ds.getSection(Section.AUTHORITY)).hasSize(1);
  }

  @Test
  void step2_severalZones_deepestWins() {
    assertThat(server.answer("x.deep.example.net", "A")).hasSize(1);
    assertThat(Asking.texts(server.ask("y.deep.example.net", "A"), Section.AUTHORITY).get(0))
        .startsWith("deep.example.net. ");
  }

  @Test
  void step2_noZone_isRefused() {
    Message response = server.ask("www.example.org", "A");
    assertThat(response.getRcode()).isEqualTo(Rcode.REFUSED);
    assertThat(response.getHeader().getFlag(Flags.AA)).isFalse();
  }

  @Test
  void question_isEchoedInItsCase() {
    Message response = server.ask("wWw.ExAmPlE.cOm", "A");
    assertThat(response.getQuestion().getName()).hasToString("wWw.ExAmPlE.cOm.");
    assertThat(response.getSection(Section.ANSWER)).hasSize(2);
  }

  @Test
  void dsAtApexOfAChildZone_isAnsweredByTheParentZone() {
    Message response = server.ask("deep.example.net", "DS");
    assertThat(Asking.texts(response, Section.AUTHORITY).get(0)).startsWith("example.net. ");
  }
}
