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
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** What stays and what goes when zones and policies change, and how a change is refused. */
class GslbChangeTest extends PolicyScenario {
  @Test
  void ticket_survivesAReload() {
    Policy policy = policy("rotate", "192.0.2.1", "192.0.2.2");
    serve(policy);
    assertThat(answers("A")).containsExactly("192.0.2.1");
    serve(GslbName.of("www.example", policy), GslbName.of("new.example", policy));
    assertThat(answers("A")).containsExactly("192.0.2.2");
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
