package dev.gslb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.spi.Command;
import dev.gslb.spi.Verdict;
import dev.gslb.zone.EndpointId;
import dev.gslb.zone.Fallback;
import dev.gslb.zone.Policy;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A policy that falls back on who was healthy last knows it across restarts, and counts it. */
class LastHealthyTest extends PolicyScenario {
  private static final Policy POLICY =
      policy("first", "192.0.2.1", "192.0.2.2", "192.0.2.3").withFallback(Fallback.LAST_HEALTHY);

  private static Set<EndpointId> ids(String... ids) {
    return Arrays.stream(ids).map(EndpointId::new).collect(Collectors.toSet());
  }

  private void remember(String... ids) {
    server.control().submit(new Command.Remember(ids(ids))).join();
  }

  @Test
  void remember_beforeTheFirstCheck_decidesWhatIsServedWhenAllFail() {
    serve(POLICY);
    remember("192.0.2.2");
    assertThat(server.states().lastHealthy()).isEqualTo(ids("192.0.2.2"));

    down("192.0.2.1", "192.0.2.2", "192.0.2.3");

    assertThat(answers("A")).containsExactly("192.0.2.2");
  }

  @Test
  void remember_afterAllFailed_decidesToo() {
    serve(POLICY);
    down("192.0.2.1", "192.0.2.2", "192.0.2.3");
    assertThat(answers("A")).as("seen failing last").containsExactly("192.0.2.3");

    remember("192.0.2.2");

    assertThat(answers("A")).containsExactly("192.0.2.2");
  }

  @Test
  void remember_nothing_takesNoUncheckedEndpointForHealthy() {
    serve(POLICY);
    remember();
    assertThat(server.states().lastHealthy()).isEmpty();

    server.observe("192.0.2.3", Verdict.UP);
    assertThat(server.states().lastHealthy()).isEqualTo(ids("192.0.2.3"));
    down("192.0.2.1", "192.0.2.2", "192.0.2.3");

    assertThat(answers("A")).containsExactly("192.0.2.3");
  }

  @Test
  void remember_whatFailedSince_isForgotten() {
    serve(POLICY);
    remember("192.0.2.1", "192.0.2.2");
    server.observe("192.0.2.2", Verdict.UP);

    down("192.0.2.1");

    assertThat(server.states().lastHealthy()).isEqualTo(ids("192.0.2.2"));
  }

  @Test
  void remember_thePolicyThatComesLater_beginsWithIt() {
    remember("192.0.2.2");
    serve(POLICY);
    down("192.0.2.1", "192.0.2.2", "192.0.2.3");
    assertThat(answers("A")).containsExactly("192.0.2.2");
  }

  @Test
  void lastHealthy_ofPoliciesThatAreGoneOrFallBackOtherwise_isNotKept() {
    serve(POLICY);
    assertThat(server.states().lastHealthy()).hasSize(3);
    serve(policy("first", "192.0.2.1").withFallback(Fallback.LAST_HEALTHY));
    assertThat(server.states().lastHealthy()).isEqualTo(ids("192.0.2.1"));
    serve(policy("first", "192.0.2.1"));
    assertThat(server.states().lastHealthy()).isEmpty();
  }

  @Test
  void answers_fromTheLastHealthy_areCountedByPolicy() {
    serve(POLICY);
    assertThat(answers("A")).hasSize(1);
    assertThat(server.statistics().lastHealthy()).isEmpty();

    down("192.0.2.1", "192.0.2.2", "192.0.2.3");
    assertThat(answers("A")).hasSize(1);
    assertThat(answers("A")).hasSize(1);
    assertThat(answers("AAAA")).isEmpty();
    server.observe("192.0.2.1", Verdict.UP);
    assertThat(answers("A")).hasSize(1);

    assertThat(server.statistics().lastHealthy()).containsOnly(Map.entry("first", 2L));
  }
}
