package dev.gslb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.gslb.internal.engine.EngineOptions;
import dev.gslb.internal.engine.Explainer;
import dev.gslb.spi.Command;
import dev.gslb.spi.EndpointOverride;
import dev.gslb.spi.Explanation;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.EndpointId;
import dev.gslb.zone.Fallback;
import dev.gslb.zone.Policy;
import dev.gslb.zone.RecordType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An endpoint that drains stays a candidate for its share of the queries, whatever chooses. */
class DrainTest extends PolicyScenario {
  private static final int QUERIES = 10_000;

  /** More than four standard deviations of any count out of so many. */
  private static final double TOLERANCE = 0.021 * QUERIES;

  private static EndpointOverride share(int permille) {
    return new EndpointOverride(
        OptionalInt.empty(), Optional.empty(), Optional.empty(), OptionalInt.of(permille));
  }

  private void drain(String endpoint, int permille) {
    server
        .control()
        .submit(new Command.Overrule(new EndpointId(endpoint), Optional.of(share(permille))))
        .join();
  }

  private double count(String address) {
    return count(counts(), address);
  }

  private static double count(Map<String, Integer> counts, String address) {
    return counts.getOrDefault(address, 0);
  }

  private Map<String, Integer> counts() {
    Map<String, Integer> counts = new HashMap<>();
    for (int i = 0; i < QUERIES; i++) {
      answers("A").forEach(address -> counts.merge(address, 1, Integer::sum));
    }
    return counts;
  }

  private Explanation explain(long entropy) {
    return Explainer.explain(
        server.control().snapshot(),
        EngineOptions.DEFAULTS,
        entropy,
        DomainName.of("www.example"),
        RecordType.A,
        null);
  }

  @Test
  void drain_besideAPolicyThatChoosesNobody_costsNoAnswer() {
    serve(Policy.of("top", "first", List.of(endpoint("192.0.2.1"), policy("nobody", "192.0.2.2"))));
    drain("192.0.2.1", 500);
    assertThat(count("192.0.2.1")).isEqualTo(QUERIES);
  }

  @ParameterizedTest
  @ValueSource(ints = {50, 400, 900, 1_000})
  void share_ofTheFirstMember_leavesTheRestToTheNext(int permille) {
    serve(policy("first", "192.0.2.1", "192.0.2.2"));
    drain("192.0.2.1", permille);

    assertThat(count("192.0.2.1")).isCloseTo(QUERIES * permille / 1e3, within(TOLERANCE));
  }

  @Test
  void share_drawnApartFromTheRoutersDraw_scalesItsChance() {
    serve(policy("random", "192.0.2.1", "192.0.2.2"));
    drain("192.0.2.1", 500);

    assertThat(count("192.0.2.1")).isCloseTo(QUERIES * 0.25, within(TOLERANCE));
  }

  @Test
  void share_inARotation_isTakenByTheOthersEvenly() {
    serve(policy("rotate", "192.0.2.1", "192.0.2.2", "192.0.2.3"));
    drain("192.0.2.2", 300);

    Map<String, Integer> counts = counts();
    assertThat(count(counts, "192.0.2.2")).isCloseTo(QUERIES * 0.1, within(TOLERANCE));
    assertThat(count(counts, "192.0.2.1")).isCloseTo(QUERIES * 0.45, within(TOLERANCE));
  }

  @Test
  void shareZero_isOutOfEveryAnswerUntilItIsLifted() {
    serve(policy("first", "192.0.2.1", "192.0.2.2").withFallback(Fallback.ALL));
    drain("192.0.2.1", 0);
    assertThat(answers("A")).containsExactly("192.0.2.2");
    down("192.0.2.2");
    assertThat(answers("A")).as("all, but what was drained").containsExactly("192.0.2.2");

    server
        .control()
        .submit(new Command.Overrule(new EndpointId("192.0.2.1"), Optional.empty()))
        .join();
    assertThat(answers("A")).containsExactly("192.0.2.1");
  }

  @Test
  void share_ofTheOnlyMember_costsNoAnswer() {
    serve(policy("first", "192.0.2.1"));
    drain("192.0.2.1", 1);

    assertThat(count("192.0.2.1")).isEqualTo(QUERIES);
  }

  @Test
  void share_whereTheRouterWantsNoOther_costsNoAnswer() {
    serve(policy("only-the-first", "192.0.2.1", "192.0.2.2"));
    drain("192.0.2.1", 1);

    assertThat(count("192.0.2.1")).isEqualTo(QUERIES);
  }

  @Test
  void share_inAFallback_holdsToo() {
    serve(policy("first", "192.0.2.1", "192.0.2.2").withFallback(Fallback.ALL));
    drain("192.0.2.1", 400);
    down("192.0.2.1", "192.0.2.2");

    assertThat(count("192.0.2.1")).isCloseTo(QUERIES * 0.4, within(TOLERANCE));
  }

  @Test
  void share_ofSomeOfAChildPolicy_isTakenByTheRestOfIt() {
    Policy child = policy("first", "192.0.2.1", "192.0.2.2");
    serve(Policy.of("top", "first", List.of(child, endpoint("192.0.2.3"))));
    drain("192.0.2.1", 400);

    Map<String, Integer> counts = counts();
    assertThat(count(counts, "192.0.2.1")).isCloseTo(QUERIES * 0.4, within(TOLERANCE));
    assertThat(counts).doesNotContainKey("192.0.2.3");
  }

  @Test
  void share_ofAllOfAChildPolicy_isThatOfTheChild() {
    Policy child = policy("only-the-first", "192.0.2.1", "192.0.2.2");
    serve(Policy.of("top", "random", List.of(child, endpoint("192.0.2.3"))));
    drain("192.0.2.1", 400);
    drain("192.0.2.2", 200);

    assertThat(count("192.0.2.1"))
        .as("half, times the share of the best of them")
        .isCloseTo(QUERIES * 0.2, within(TOLERANCE));
  }

  @Test
  void share_aboveZero_countsAsUpForTheThreshold() {
    Policy child = policy("first", "192.0.2.1", "192.0.2.2").withUpThreshold(1);
    serve(Policy.of("top", "first", List.of(child, endpoint("192.0.2.3"))));
    drain("192.0.2.1", 1);
    assertThat(answers("A")).contains("192.0.2.2");

    drain("192.0.2.1", 0);
    assertThat(answers("A")).containsExactly("192.0.2.3");
  }

  @Test
  void explain_tellsWhoIsLeftOut_andReplays() {
    serve(policy("first", "192.0.2.1", "192.0.2.2", "192.0.2.3"));
    drain("192.0.2.1", 400);
    Set<String> fates = new HashSet<>();
    for (long entropy = 0; entropy < 50; entropy++) {
      Explanation explanation = explain(entropy);
      assertThat(explain(entropy)).isEqualTo(explanation);
      assertThat(explanation.steps()).hasSize(2);
      Explanation.Step thinning = explanation.steps().get(0);
      Explanation.Step choice = explanation.steps().get(1);
      assertThat(thinning.candidates()).containsExactly("192.0.2.1", "192.0.2.2", "192.0.2.3");
      assertThat(choice.candidates()).isEqualTo(thinning.chosen());
      assertThat(explanation.answers().get(0)).endsWith(choice.chosen().get(0));
      fates.add(thinning.reason() + " " + thinning.chosen().contains("192.0.2.1"));
    }
    assertThat(fates)
        .containsExactlyInAnyOrder(
            "thinned: 192.0.2.1 has share 0.4, kept true",
            "thinned: 192.0.2.1 has share 0.4, left out false");
  }

  @Test
  void explain_noneKept_saysThatAllAre() {
    serve(policy("first", "192.0.2.1", "192.0.2.2"));
    drain("192.0.2.1", 1);
    drain("192.0.2.2", 1);

    assertThat(explain(1).steps().get(0))
        .isEqualTo(
            new Explanation.Step(
                "first",
                List.of("192.0.2.1", "192.0.2.2"),
                List.of("192.0.2.1", "192.0.2.2"),
                "thinned: 192.0.2.1 has share 0.001, left out;"
                    + " 192.0.2.2 has share 0.001, left out; none is left, so that all are kept"));
  }

  @Test
  void endpointOverride_shareOutOfRange_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> share(1_001))
        .withMessage("sharePermille 1001 (expected: 0..1000)");
    assertThatIllegalArgumentException().isThrownBy(() -> share(-1));
  }

  @Test
  void state_ofAnEndpointThatDrains_tellsItsShare() {
    serve(policy("first", "192.0.2.1", "192.0.2.2"));
    assertThat(server.states().state(new EndpointId("192.0.2.1")).orElseThrow().sharePermille())
        .isEqualTo(EndpointOverride.WHOLE_SHARE);
    drain("192.0.2.1", 400);
    assertThat(server.states().state(new EndpointId("192.0.2.1")).orElseThrow().sharePermille())
        .isEqualTo(400);
  }
}
