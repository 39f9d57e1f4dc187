package dev.gslb.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gslb.spi.Router;
import dev.gslb.testkit.TestCandidates;
import dev.gslb.testkit.TestRequest;
import dev.gslb.zone.Options;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class WeightedRouterTest {
  private static final int DRAWS = 200_000;

  private final Router single = Routed.router(new WeightedRouterProvider(), Options.NONE);
  private final Router multi =
      Routed.router(new WeightedRouterProvider(), Options.of("mode", "multi"));

  @Test
  void route_weights_setTheFrequencies() {
    int[] weights = {1, 2, 3, 10, 84};
    long[] counts = firstPicks(single, TestCandidates.weighted(weights));

    // 4 degrees of freedom: above 18.47 once in a thousand.
    assertThat(chiSquare(counts, weights)).isLessThan(18.47);
  }

  @Test
  void route_standby_isNeverChosenBesideOthers() {
    TestCandidates candidates = TestCandidates.weighted(0, 5, 0, 5, 0);
    long[] counts = firstPicks(single, candidates);

    assertThat(new long[] {counts[0], counts[2], counts[4]}).containsOnly(0);
    assertThat(Routed.choose(single, candidates, new TestRequest().entropy(9).wanted(5)))
        .containsExactlyInAnyOrder(1, 3);
  }

  @Test
  void route_onlyStandbys_areChosenEvenly() {
    long[] counts = firstPicks(single, TestCandidates.weighted(0, 0, 0, 0));

    // 3 degrees of freedom: above 16.27 once in a thousand.
    assertThat(chiSquare(counts, 1, 1, 1, 1)).isLessThan(16.27);
  }

  @Test
  void route_secondPick_isADrawAmongTheRest() {
    int[] weights = {10, 20, 70};
    long[] counts = secondPicks(single, TestCandidates.weighted(weights));

    // 2 degrees of freedom: above 13.82 once in a thousand.
    assertThat(chiSquareOf(counts, expectedSecond(weights))).isLessThan(13.82);
  }

  @Test
  void route_secondPickOfMany_isADrawAmongTheRest() {
    int[] weights = new int[70];
    weights[3] = 10;
    weights[40] = 20;
    weights[69] = 70;
    long[] counts = secondPicks(single, TestCandidates.weighted(weights));
    long[] three = {counts[3], counts[40], counts[69]};

    assertThat(Arrays.stream(three).sum()).isEqualTo(DRAWS);
    assertThat(chiSquareOf(three, expectedSecond(10, 20, 70))).isLessThan(13.82);
  }

  @Test
  void route_allOfManyWanted_givesEachOnce() {
    for (int size : new int[] {64, 65, 100}) {
      TestRequest request = new TestRequest().entropy(77).wanted(size);
      int[] weighted = Routed.choose(single, TestCandidates.of(size).build(), request);
      int[] standbys = Routed.choose(single, TestCandidates.weighted(new int[size]), request);

      assertThat(weighted).hasSize(size);
      assertThat(standbys).hasSize(size);
    }
  }

  @Test
  void route_multi_includesEachByWeightOverHighest() {
    TestCandidates candidates = TestCandidates.weighted(100, 50, 10);
    Random random = new Random(3);
    long[] counts = new long[3];
    for (int i = 0; i < DRAWS; i++) {
      TestRequest request = new TestRequest().entropy(random.nextLong()).wanted(3);
      for (int ordinal : Routed.choose(multi, candidates, request)) {
        counts[ordinal]++;
      }
    }
    // Binomial: 5 standard deviations are below 1200.
    assertThat(counts[0]).isEqualTo(DRAWS);
    assertThat(counts[1]).isBetween(DRAWS / 2 - 1200L, DRAWS / 2 + 1200L);
    assertThat(counts[2]).isBetween(DRAWS / 10 - 1200L, DRAWS / 10 + 1200L);
  }

  @Test
  void route_multiWithRoomForOne_prefersNoneByPlace() {
    long[] counts = firstPicks(multi, TestCandidates.weighted(7, 7, 7));

    assertThat(chiSquare(counts, 1, 1, 1)).isLessThan(13.82);
  }

  @Test
  void route_multiOnlyStandbys_includesAll() {
    TestCandidates candidates = TestCandidates.weighted(0, 0, 0);

    assertThat(Routed.choose(multi, candidates, new TestRequest().entropy(5).wanted(3)))
        .containsExactlyInAnyOrder(0, 1, 2);
  }

  @Test
  void create_unknownMode_isRefused() {
    assertThatThrownBy(
            () -> Routed.router(new WeightedRouterProvider(), Options.of("mode", "double")))
        .hasMessage("mode: double (expected: one of single, multi)");
  }

  @Test
  void route_tracing_namesTheShare() {
    assertThat(Routed.explain(single, TestCandidates.weighted(0, 30, 0), new TestRequest()))
        .isEqualTo("weight 30 of 30");
    assertThat(Routed.explain(single, TestCandidates.weighted(0, 0), new TestRequest()))
        .isEqualTo("all 2 are standbys: one at random");
  }

  private static long[] firstPicks(Router router, TestCandidates candidates) {
    return picks(router, candidates, 0);
  }

  private static long[] secondPicks(Router router, TestCandidates candidates) {
    return picks(router, candidates, 1);
  }

  private static long[] picks(Router router, TestCandidates candidates, int which) {
    Random random = new Random(1_234);
    long[] counts = new long[candidates.size()];
    TestRequest request = new TestRequest().wanted(which + 1);
    for (int i = 0; i < DRAWS; i++) {
      counts[Routed.choose(router, candidates, request.entropy(random.nextLong()))[which]]++;
    }
    return counts;
  }

  private static double[] expectedSecond(int... weights) {
    double sum = Arrays.stream(weights).sum();
    double[] expected = new double[weights.length];
    for (int first = 0; first < weights.length; first++) {
      for (int second = 0; second < weights.length; second++) {
        if (first != second) {
          expected[second] += weights[first] / sum * weights[second] / (sum - weights[first]);
        }
      }
    }
    return expected;
  }

  private static double chiSquare(long[] counts, int... weights) {
    double sum = Arrays.stream(weights).sum();
    return chiSquareOf(counts, Arrays.stream(weights).mapToDouble(one -> one / sum).toArray());
  }

  private static double chiSquareOf(long[] counts, double[] shares) {
    double total = 0;
    for (int i = 0; i < counts.length; i++) {
      double expected = shares[i] * DRAWS;
      total += (counts[i] - expected) * (counts[i] - expected) / expected;
    }
    return total;
  }
}
