package dev.gslb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.spi.Verdict;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.Endpoint;
import dev.gslb.zone.Fallback;
import dev.gslb.zone.GslbName;
import dev.gslb.zone.Policy;
import dev.gslb.zone.PolicyMember;
import dev.gslb.zone.Target;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;

/** What names that a policy answers are answered with, as endpoints come and go. */
class GslbAnswerTest extends PolicyScenario {
  @Test
  void answer_beforeAnyVerdict_ranksEndpointsAsUp() {
    serve(policy("first", "192.0.2.1", "192.0.2.2"));
    assertThat(answers("A")).containsExactly("192.0.2.1");
  }

  @Test
  void answer_endpointGoesDownAndComesBack_followsIt() {
    serve(policy("first", "192.0.2.1", "192.0.2.2"));
    down("192.0.2.1");
    assertThat(answers("A")).containsExactly("192.0.2.2");
    server.observe("192.0.2.1", Verdict.UP);
    assertThat(answers("A")).containsExactly("192.0.2.1");
  }

  @Test
  void answer_wildcardAndApexOwners_areAnswered() {
    serve(
        GslbName.of("*.example", policy("first", "192.0.2.1")),
        GslbName.of("example", policy("first", "192.0.2.2")));
    assertThat(server.answer("any.thing.example", "A"))
        .containsExactly("any.thing.example. 60 A 192.0.2.1");
    assertThat(server.answer("example", "A")).containsExactly("example. 60 A 192.0.2.2");
    assertThat(server.answer("example", "SOA")).hasSize(1);
  }

  @Test
  void answer_severalWanted_givesUpToThatMany() {
    serve(
        new GslbName(
            DomainName.of("www.example"),
            policy("first", "192.0.2.1", "192.0.2.2", "192.0.2.3"),
            30,
            2));
    assertThat(server.answer("www.example", "A"))
        .containsExactly("www.example. 30 A 192.0.2.1", "www.example. 30 A 192.0.2.2");
    down("192.0.2.1", "192.0.2.2");
    assertThat(answers("A")).containsExactly("192.0.2.3");
  }

  @Test
  void answer_tooLargeForADatagram_isLeftOutWholeWithTc() {
    String[] addresses = new String[64];
    for (int i = 0; i < addresses.length; i++) {
      addresses[i] = "192.0.2." + i;
    }
    serve(new GslbName(DomainName.of("www.example"), policy("first", addresses), 60, 64));
    Message response = server.ask("www.example", "A");
    assertThat(response.getHeader().getFlag(Flags.TC)).isTrue();
    assertThat(response.getSection(Section.ANSWER)).isEmpty();
    assertThat(server.overStream().ask("www.example", "A").getSection(Section.ANSWER)).hasSize(64);
  }

  @Test
  void family_twoFamilies_areFilteredByType() {
    serve(policy("first", "192.0.2.1", "2001:db8::1"));
    assertThat(answers("A")).containsExactly("192.0.2.1");
    assertThat(answers("AAAA")).containsExactly("2001:db8:0:0:0:0:0:1");
    assertThat(answers("TXT")).isEmpty();
  }

  @Test
  void family_missing_isNodataWithSoa() {
    serve(policy("first", "192.0.2.1"));
    Message response = server.ask("www.example", "AAAA");
    assertThat(response.getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(response.getSection(Section.ANSWER)).isEmpty();
    assertThat(response.getSection(Section.AUTHORITY)).hasSize(1);
  }

  @Test
  void family_oneAllDown_isNodataWhileTheOtherAnswers() {
    serve(policy("first", "192.0.2.1", "2001:db8::1"));
    down("2001:db8::1");
    assertThat(server.rcode("www.example", "AAAA")).isEqualTo("NOERROR");
    assertThat(answers("AAAA")).isEmpty();
    down("192.0.2.1");
    assertThat(server.rcode("www.example", "AAAA")).isEqualTo("SERVFAIL");
  }

  /** What each all-down behaviour answers for A and AAAA, and the extended error it tells. */
  @ParameterizedTest
  @CsvSource({
    "servfail,     SERVFAIL, '',                    SERVFAIL, 22",
    "last-healthy, NOERROR,  '192.0.2.2',           NOERROR,  3",
    "all,          NOERROR,  '192.0.2.1 192.0.2.2', NOERROR,  0",
    "nodata,       NOERROR,  '',                    NOERROR,  0",
    "static,       NOERROR,  '203.0.113.1',         NOERROR,  0",
  })
  void allDown_behaviour_decidesTheAnswer(
      String fallback, String rcode, String addresses, String ipv6Rcode, int extendedError) {
    Fallback behaviour =
        switch (fallback) {
          case "last-healthy" -> Fallback.LAST_HEALTHY;
          case "all" -> Fallback.ALL;
          case "nodata" -> Fallback.NODATA;
          case "static" -> new Fallback.Static(List.of(address("203.0.113.1")));
          default -> Fallback.SERVFAIL;
        };
    Policy policy = policy("first", "192.0.2.1", "192.0.2.2").withFallback(behaviour);
    serve(new GslbName(DomainName.of("www.example"), policy, 60, 8));
    down("192.0.2.1", "192.0.2.2");
    assertThat(server.rcode("www.example", "A")).isEqualTo(rcode);
    assertThat(String.join(" ", answers("A"))).isEqualTo(addresses);
    assertThat(server.rcode("www.example", "AAAA")).isEqualTo(ipv6Rcode);
    Message response = server.ask("www.example", "A", new EDNSOption[0]);
    ExtendedErrorCodeOption told =
        (ExtendedErrorCodeOption)
            response.getOPT().getOptions(EDNSOption.Code.EDNS_EXTENDED_ERROR).get(0);
    assertThat(told.getErrorCode()).isEqualTo(extendedError);
    server.observe("192.0.2.1", Verdict.UP);
    assertThat(answers("A")).containsExactly("192.0.2.1");
  }

  @Test
  void nested_childBelowItsThreshold_countsAsDownForItsParent() {
    Policy primary = policy("rotate", "192.0.2.1", "192.0.2.2", "192.0.2.3");
    Policy backup = policy("rotate", "192.0.2.9");
    serve(Policy.of("root", "first", List.of(primary, backup)));
    down("192.0.2.1");
    assertThat(answers("A")).containsAnyOf("192.0.2.2", "192.0.2.3");
    down("192.0.2.2");
    assertThat(answers("A")).containsExactly("192.0.2.9");
  }

  @Test
  void nested_thresholdIsCountedPerFamily() {
    Policy primary = policy("first", "192.0.2.1", "2001:db8::1", "2001:db8::2", "2001:db8::3");
    Policy backup = policy("first", "192.0.2.9", "2001:db8::9");
    serve(Policy.of("root", "first", List.of(primary, backup)));
    down("2001:db8::1", "2001:db8::2");
    assertThat(answers("A")).containsExactly("192.0.2.1");
    assertThat(answers("AAAA")).containsExactly("2001:db8:0:0:0:0:0:9");
  }

  @Test
  void nested_memberWithoutAnswer_isPassedOver() {
    Policy nobody = policy("nobody", "192.0.2.1");
    serve(Policy.of("root", "first", List.of(nobody, policy("first", "192.0.2.2"))));
    assertThat(answers("A")).containsExactly("192.0.2.2");
  }

  @Test
  void alias_policy_answersCnameAndFollowsItHere() {
    PolicyMember cdn = Endpoint.of("cdn", new Target.Alias(DomainName.of("cdn.example")));
    server.apply(
        List.of(
            Asking.builder("example", "cdn.example 20 A 192.0.2.77")
                .add(GslbName.of("www.example", Policy.of("c", "first", List.of(cdn))))
                .build()));
    assertThat(server.answer("www.example", "A"))
        .containsExactly("www.example. 60 CNAME cdn.example.", "cdn.example. 20 A 192.0.2.77");
    assertThat(server.answer("www.example", "CNAME"))
        .containsExactly("www.example. 60 CNAME cdn.example.");
  }

  @Test
  void cnameToAGslbName_isRouted() {
    server.apply(
        List.of(
            Asking.builder("example", "alias.example 20 CNAME www.example.")
                .add(GslbName.of("www.example", policy("first", "192.0.2.1")))
                .build()));
    assertThat(server.answer("alias.example", "A"))
        .containsExactly("alias.example. 20 CNAME www.example.", "www.example. 60 A 192.0.2.1");
  }

  @Test
  void ticket_eachNameAndType_rotatesOnItsOwn() {
    Policy policy = policy("rotate", "192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8::2");
    serve(GslbName.of("www.example", policy), GslbName.of("other.example", policy));
    List<String> seen = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      seen.addAll(answers("A"));
      server.answer("other.example", "A");
      server.answer("www.example", "AAAA");
    }
    assertThat(seen).containsExactly("192.0.2.1", "192.0.2.2", "192.0.2.1", "192.0.2.2");
  }

  @Test
  void entropy_policiesOfOneTree_drawIndependently() {
    Policy left = policy("random", "192.0.2.1", "192.0.2.2");
    Policy right = policy("random", "192.0.2.3", "192.0.2.4");
    serve(Policy.of("root", "random", List.of(left, right)));
    List<String> seen = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      seen.addAll(answers("A"));
    }
    assertThat(seen).contains("192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4");
  }

  @Test
  void ttlCeiling_lowersTheTtl() {
    serve(policy("short", "192.0.2.1"));
    assertThat(server.answer("www.example", "A")).containsExactly("www.example. 7 A 192.0.2.1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"broken", "faulty"})
  void router_thatThrows_isServfailAndTheNextQueryIsAnswered(String router) {
    serve(
        GslbName.of("www.example", policy(router, "192.0.2.1")),
        GslbName.of("fine.example", policy("first", "192.0.2.1")));
    assertThat(server.rcode("www.example", "A")).isEqualTo("SERVFAIL");
    assertThat(server.answer("fine.example", "A")).hasSize(1);
  }

  @Test
  void any_policyOfOneFamily_answersThatFamilyOrWhatIsStored() {
    serve(policy("first", "2001:db8::1"));
    assertThat(server.answer("www.example", "ANY"))
        .containsExactly("www.example. 60 AAAA 2001:db8:0:0:0:0:0:1");
    server.apply(
        List.of(
            Asking.builder("example", "www.example 60 TXT stored")
                .add(GslbName.of("www.example", policy("first", "192.0.2.1")))
                .build()));
    assertThat(server.answer("www.example", "ANY")).containsExactly("www.example. 60 TXT stored");
  }
}
