package dev.gslb.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Medians, their intervals, and verdicts. */
final class EstimateTest {
  @Test
  void of_nineValues_spansSecondLowestToSecondHighest() {
    Estimate estimate = Estimate.of(9, 1, 8, 2, 7, 3, 6, 4, 5);

    assertThat(estimate).isEqualTo(new Estimate(9, 5, 2, 8));
    assertThat(estimate.hasInterval()).isTrue();
  }

  @Test
  void of_twentyValues_spansSixthToFifteenth() {
    Estimate estimate = Estimate.of(IntStream.rangeClosed(1, 20).asDoubleStream().toArray());

    assertThat(estimate).isEqualTo(new Estimate(20, 10.5, 6, 15));
  }

  @Test
  void of_sixValues_spansAll() {
    assertThat(Estimate.of(1, 2, 3, 4, 5, 6)).isEqualTo(new Estimate(6, 3.5, 1, 6));
    assertThat(Estimate.of(1, 2, 3, 4, 5, 6).hasInterval()).isTrue();
  }

  @Test
  void of_oneValue_isThatWithoutInterval() {
    assertThat(Estimate.of(2)).isEqualTo(new Estimate(1, 2, 2, 2));
    assertThat(Estimate.of(2).hasInterval()).isFalse();
  }

  @Test
  void ofRatios_divideRoundByRound() {
    assertThat(Estimate.ofRatios(new double[] {1, 6, 3}, new double[] {1, 2, 1.5}).median())
        .isEqualTo(2);
  }

  @Test
  void verdict_medianAndUpperEndDecide() {
    assertThat(new Estimate(9, 1.0, 0.9, 1.03).verdict(1)).isEqualTo("met");
    assertThat(new Estimate(9, 1.0, 0.9, 1.05).verdict(1))
        .isEqualTo("missed: the interval ends 5.0% above");
    assertThat(new Estimate(9, 1.2, 0.9, 1.3).verdict(1)).isEqualTo("missed by 20.0%");
    assertThat(new Estimate(5, 0.9, 0.8, 1.3).verdict(1))
        .isEqualTo("met by the median of 5, no interval");
  }
}
