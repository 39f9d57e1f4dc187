package dev.gslb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gslb.spi.Command;
import dev.gslb.spi.EndpointState;
import dev.gslb.spi.Verdict;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.Endpoint;
import dev.gslb.zone.EndpointId;
import dev.gslb.zone.Fallback;
import dev.gslb.zone.GslbName;
import dev.gslb.zone.HealthCheckConfig;
import dev.gslb.zone.Options;
import dev.gslb.zone.Policy;
import dev.gslb.zone.PolicyMember;
import dev.gslb.zone.RRset;
import dev.gslb.zone.RecordType;
import dev.gslb.zone.RefusedException;
import dev.gslb.zone.Target;
import dev.gslb.zone.ZoneChange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
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
class GslbAnswerTest {
  private Asking server = Asking.of();

  @AfterEach
  void close() {
    server.close();
  }

  static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Endpoint endpoint(String address) {
    return Endpoint.of(address, new Target.Address(address(address)))
        .withCheck(HealthCheckConfig.of("http", address, 80));
  }

  private static Policy policy(String router, String... addresses) {
    return Policy.of(
        router, router, Arrays.stream(addresses).map(GslbAnswerTest::endpoint).toList());
  }

  private void serve(GslbName... names) {
    var zone = Asking.builder("example");
    for (GslbName name : names) {
      zone.add(name);
    }
    server.apply(List.of(zone.build()));
  }

  private void serve(Policy policy) {
    serve(GslbName.of("www.example", policy));
  }

  private List<String> answers(String type) {
    List<String> rdata = new ArrayList<>();
    for (String record : server.answer("www.example", type)) {
      rdata.add(record.substring(record.lastIndexOf(' ') + 1));
    }
    return rdata;
  }

  private void down(String... endpoints) {
    for (String endpoint : endpoints) {
      server.observe(endpoint, Verdict.DOWN);
    }
  }

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
  void ticket_survivesAReload() {
    Policy policy = policy("rotate", "192.0.2.1", "192.0.2.2");
    serve(policy);
    assertThat(answers("A")).containsExactly("192.0.2.1");
    serve(GslbName.of("www.example", policy), GslbName.of("new.example", policy));
    assertThat(answers("A")).containsExactly("192.0.2.2");
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
  void rtt_samples_areSmoothedAndSeenByTheRouter() {
    serve(policy("fastest", "192.0.2.1", "192.0.2.2"));
    server.observe("192.0.2.1", Verdict.UP, 10_000);
    server.observe("192.0.2.2", Verdict.UP, 20_000);
    assertThat(answers("A")).containsExactly("192.0.2.1");
    server.observe("192.0.2.1", Verdict.UP, 26_000);
    assertThat(answers("A")).as("18 ms on average").containsExactly("192.0.2.1");
    server.observe("192.0.2.1", Verdict.UP, 26_000);
    assertThat(answers("A")).as("22 ms on average").containsExactly("192.0.2.2");
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
  void apply_wrongChange_isRefusedWholeAndTheOldOneServes() {
    serve(policy("first", "192.0.2.1"));
    Policy unknown = policy("no-such-router", "192.0.2.2");
    Policy wrongOption = policy("first", "192.0.2.3").withOptions(Options.of("limit", 11));
    PolicyMember badCheck =
        endpoint("192.0.2.4").withCheck(HealthCheckConfig.of("bad", "192.0.2.4", 80));
    assertThatThrownBy(
            () ->
                serve(
                    GslbName.of("a.example", unknown),
                    GslbName.of("b.example", wrongOption),
                    GslbName.of("c.example", Policy.of("c", "first", List.of(badCheck)))))
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(RefusedException.class)
        .hasMessageContaining(
            "a.example..no-such-router router: no-such-router (expected: one of first")
        .hasMessageContaining("b.example..first options.limit: 11 (expected: 1..10)")
        .hasMessageContaining("c.example..192.0.2.4 check.kind: bad");
    assertThat(answers("A")).containsExactly("192.0.2.1");
  }

  @Test
  void lastHealthy_afterAReloadOfAnotherPolicyDuringTheOutage_isKept() {
    Policy before = policy("first", "192.0.2.1", "192.0.2.2").withFallback(Fallback.LAST_HEALTHY);
    serve(before);
    down("192.0.2.1");
    down("192.0.2.2");
    PolicyMember lighter = endpoint("192.0.2.1").withWeight(1);
    serve(
        Policy.of("p", "first", List.of(lighter, endpoint("192.0.2.2")))
            .withFallback(Fallback.LAST_HEALTHY));
    assertThat(answers("A")).containsExactly("192.0.2.2");
  }

  @Test
  void lastHealthy_ofAnEndpointThatWasNeverUpHere_isAll() {
    serve(policy("first", "192.0.2.1"));
    down("192.0.2.1");
    serve(
        GslbName.of("www.example", policy("first", "192.0.2.1")),
        GslbName.of(
            "new.example", policy("first", "192.0.2.1").withFallback(Fallback.LAST_HEALTHY)));
    assertThat(server.answer("new.example", "A")).containsExactly("new.example. 60 A 192.0.2.1");
  }

  @Test
  void rtt_afterAReloadOfAnotherPolicy_isKept() {
    serve(policy("fastest", "192.0.2.1", "192.0.2.2"));
    server.observe("192.0.2.1", Verdict.UP, 20_000);
    server.observe("192.0.2.2", Verdict.UP, 10_000);
    PolicyMember lighter = endpoint("192.0.2.1").withWeight(1);
    serve(Policy.of("p", "fastest", List.of(lighter, endpoint("192.0.2.2"))));
    assertThat(answers("A")).containsExactly("192.0.2.2");
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

  @Test
  void apply_refusedReload_leavesLaterChangesAsPossibleAsBefore() throws Exception {
    serve(policy("first", "192.0.2.1"));
    assertThatThrownBy(() -> serve(policy("no-such-router", "192.0.2.1")))
        .hasMessageContaining("no-such-router");
    server
        .control()
        .submit(new Command.PutZone(Asking.zone("test", "www.test 60 A 192.0.2.5")))
        .get();
    assertThat(answers("A")).containsExactly("192.0.2.1");
    assertThat(server.answer("www.test", "A")).hasSize(1);
  }

  @Test
  void apply_oneIdWithTwoTargets_isRefused() {
    Endpoint other = Endpoint.of("192.0.2.1", new Target.Address(address("192.0.2.2")));
    assertThatThrownBy(
            () ->
                serve(
                    GslbName.of("a.example", policy("first", "192.0.2.1")),
                    GslbName.of("b.example", Policy.of("b", "first", List.of(other)))))
        .hasMessageContaining("another target or health check");
  }

  @Test
  void apply_endpointThatStays_keepsItsState() {
    serve(policy("first", "192.0.2.1", "192.0.2.2"));
    down("192.0.2.1");
    serve(policy("first", "192.0.2.1", "192.0.2.2", "192.0.2.3"));
    assertThat(answers("A")).containsExactly("192.0.2.2");
  }

  @Test
  void apply_anotherCheckOfTheSameEndpoint_keepsItsState() {
    serve(policy("first", "192.0.2.1", "192.0.2.2"));
    down("192.0.2.1");
    PolicyMember rechecked =
        endpoint("192.0.2.1").withCheck(HealthCheckConfig.of("http", "192.0.2.1", 8080));
    serve(Policy.of("p", "first", List.of(rechecked, endpoint("192.0.2.2"))));
    assertThat(answers("A")).containsExactly("192.0.2.2");
  }

  @Test
  void states_show_whatWasObserved() {
    serve(policy("first", "192.0.2.1", "192.0.2.2"));
    server.observe("192.0.2.1", Verdict.UP, 1_500);
    assertThat(server.control().states().states())
        .extracting(EndpointState::verdict)
        .containsExactly(Verdict.UP, Verdict.UNKNOWN);
    assertThat(server.control().states().state(new EndpointId("192.0.2.1")))
        .get()
        .extracting(EndpointState::rttMicros)
        .isEqualTo(1_500L);
    assertThat(server.control().states().state(new EndpointId("nobody"))).isEmpty();
  }

  @Test
  void changeZone_recordsOnly_keepsPoliciesAndTickets() throws Exception {
    serve(policy("rotate", "192.0.2.1", "192.0.2.2"));
    answers("A");
    RRset text = RRset.of(DomainName.of("www.example"), RecordType.TXT, 5, "new");
    change(new ZoneChange(List.of(), List.of(text)));
    assertThat(server.answer("www.example", "TXT")).containsExactly("www.example. 5 TXT new");
    assertThat(answers("A")).containsExactly("192.0.2.2");
    change(new ZoneChange(List.of(new ZoneChange.Key(text.owner(), text.type())), List.of()));
    assertThat(server.answer("www.example", "TXT")).isEmpty();
  }

  @Test
  void changeZone_ofAPolicysType_isRefused() {
    serve(policy("first", "192.0.2.1"));
    RRset clash = RRset.of(DomainName.of("www.example"), RecordType.A, 5, "192.0.2.9");
    assertThatThrownBy(() -> change(new ZoneChange(List.of(), List.of(clash))))
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("also declared");
    assertThat(answers("A")).containsExactly("192.0.2.1");
  }

  private void change(ZoneChange change) throws Exception {
    server.control().submit(new Command.ChangeZone(DomainName.of("example"), change)).get();
  }

  @Test
  void putAndRemoveZone_changeOneZone() throws Exception {
    serve(policy("first", "192.0.2.1"));
    server
        .control()
        .submit(new Command.PutZone(Asking.zone("test", "www.test 60 A 192.0.2.5")))
        .get();
    assertThat(server.answer("www.test", "A")).hasSize(1);
    assertThat(answers("A")).hasSize(1);
    server.control().submit(new Command.RemoveZone(DomainName.of("test"))).get();
    assertThat(server.rcode("www.test", "A")).isEqualTo("REFUSED");
    assertThatThrownBy(
            () -> server.control().submit(new Command.RemoveZone(DomainName.of("test"))).get())
        .hasMessageContaining("no such zone");
  }

  @Test
  void serveUntil_aPastDeadline_refusesUntilItIsLifted() throws Exception {
    serve(policy("first", "192.0.2.1"));
    server.control().submit(new Command.ServeUntil(System.nanoTime() - 1)).get();
    assertThat(server.rcode("www.example", "A")).isEqualTo("REFUSED");
    server.control().submit(new Command.ServeUntil(Command.ServeUntil.FOREVER)).get();
    assertThat(server.rcode("www.example", "A")).isEqualTo("NOERROR");
  }

  @Test
  void close_thenSubmit_isRefusedNotHung() {
    server.close();
    assertThatThrownBy(() -> server.control().submit(new Command.ReplaceZones(List.of())).join())
        .hasMessageContaining("the server is closed");
  }
}
