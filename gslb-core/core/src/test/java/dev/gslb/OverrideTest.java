package dev.gslb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.gslb.spi.Command;
import dev.gslb.spi.EndpointOverride;
import dev.gslb.spi.EndpointState;
import dev.gslb.spi.Verdict;
import dev.gslb.zone.EndpointId;
import dev.gslb.zone.Fallback;
import dev.gslb.zone.Policy;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What an operator says of an endpoint goes before what its checks and the configuration say. */
class OverrideTest extends PolicyScenario {
  private static final EndpointOverride DISABLED =
      new EndpointOverride(OptionalInt.empty(), Optional.of(false), Optional.empty());
  private static final EndpointOverride SICK = healthy(false);

  private static EndpointOverride healthy(boolean healthy) {
    return new EndpointOverride(OptionalInt.empty(), Optional.empty(), Optional.of(healthy));
  }

  private static EndpointOverride weight(int weight) {
    return new EndpointOverride(OptionalInt.of(weight), Optional.empty(), Optional.empty());
  }

  private void say(String endpoint, EndpointOverride override) {
    submit(endpoint, Optional.of(override));
  }

  private void lift(String endpoint) {
    submit(endpoint, Optional.empty());
  }

  private void submit(String endpoint, Optional<EndpointOverride> override) {
    server.control().submit(new Command.Overrule(new EndpointId(endpoint), override)).join();
  }

  private EndpointState state(String endpoint) {
    return server.states().state(new EndpointId(endpoint)).orElseThrow();
  }

  @Test
  void healthyFalse_takesTheEndpointDownUntilItIsLifted() {
    serve(policy("first", "192.0.2.1", "192.0.2.2"));
    say("192.0.2.1", SICK);
    server.observe("192.0.2.1", Verdict.UP);

    assertThat(answers("A")).containsExactly("192.0.2.2");
    assertThat(state("192.0.2.1").verdict()).isEqualTo(Verdict.UP);
    assertThat(state("192.0.2.1").up()).isFalse();

    lift("192.0.2.1");
    assertThat(answers("A")).containsExactly("192.0.2.1");
  }

  @Test
  void healthyTrue_keepsAFailingEndpointUp() {
    serve(policy("first", "192.0.2.1", "192.0.2.2"));
    say("192.0.2.1", healthy(true));
    down("192.0.2.1");
    assertThat(answers("A")).containsExactly("192.0.2.1");

    lift("192.0.2.1");
    assertThat(answers("A")).as("what the check saw meanwhile").containsExactly("192.0.2.2");
  }

  @Test
  void disabled_isInNoAnswerEvenWhenEverythingIsDown() {
    serve(policy("first", "192.0.2.1", "192.0.2.2").withFallback(Fallback.ALL));
    say("192.0.2.1", DISABLED);
    assertThat(answers("A")).containsExactly("192.0.2.2");
    down("192.0.2.2");
    assertThat(answers("A")).as("all, but what is disabled").containsExactly("192.0.2.2");
  }

  @Test
  void disabled_isNotAmongTheLastHealthy() {
    serve(policy("first", "192.0.2.1", "192.0.2.2").withFallback(Fallback.LAST_HEALTHY));
    say("192.0.2.1", DISABLED);
    down("192.0.2.1", "192.0.2.2");
    assertThat(answers("A")).containsExactly("192.0.2.2");
  }

  @Test
  void weightZero_takesTheEndpointOutOfEveryRouter() {
    serve(policy("first", "192.0.2.1", "192.0.2.2"));
    say("192.0.2.1", weight(0));
    assertThat(answers("A")).containsExactly("192.0.2.2");
    assertThat(state("192.0.2.1").isOut()).isTrue();
  }

  @Test
  void weight_isTheCandidatesWeight() {
    serve(policy("heaviest", "192.0.2.1", "192.0.2.2"));
    say("192.0.2.2", weight(101));
    assertThat(answers("A")).containsExactly("192.0.2.2");
    say("192.0.2.2", weight(99));
    assertThat(answers("A")).containsExactly("192.0.2.1");
  }

  @Test
  void override_survivesAReloadAndTheEndpointsAbsence() {
    Policy policy = policy("first", "192.0.2.1", "192.0.2.2");
    serve(policy);
    say("192.0.2.1", DISABLED);
    serve(policy("first", "192.0.2.2"));
    serve(policy);
    assertThat(answers("A")).containsExactly("192.0.2.2");
  }

  @Test
  void override_beforeTheEndpointIsConfigured_holdsFromTheStart() {
    say("192.0.2.1", SICK);
    serve(policy("first", "192.0.2.1", "192.0.2.2"));
    assertThat(answers("A")).containsExactly("192.0.2.2");
  }

  @Test
  void endpointOverride_outOfRange_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new EndpointOverride(OptionalInt.empty(), Optional.empty(), Optional.empty()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> weight(65_536))
        .withMessage("weight 65536 (expected: 0..65535)");
  }
}
