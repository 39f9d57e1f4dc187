package dev.gslb.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Percentiles of durations. */
final class HistogramTest {
  private static final double BUCKET_PERCENT = 100.0 / 64;

  @Test
  void percentile_smallValues_isExact() {
    Histogram histogram = new Histogram();
    for (int i = 1; i <= 100; i++) {
      histogram.record(i);
    }

    assertThat(histogram.percentile(0.5)).isEqualTo(50);
    assertThat(histogram.percentile(0.99)).isEqualTo(99);
    assertThat(histogram.percentile(1)).isEqualTo(100);
  }

  @Test
  void percentile_valuesOfAllSizes_isWithinABucketOfTheSortedOnes() {
    SplittableRandom random = new SplittableRandom(1);
    Histogram histogram = new Histogram();
    long[] values = new long[100_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextLong(1L << random.nextInt(1, 40));
      histogram.record(values[i]);
    }
    Arrays.sort(values);

    for (double share : new double[] {0.01, 0.5, 0.9, 0.99, 0.999}) {
      long exact = values[(int) Math.ceil(share * values.length) - 1];
      assertThat(histogram.percentile(share))
          .isGreaterThanOrEqualTo(exact)
          .isCloseTo(exact, withinPercentage(BUCKET_PERCENT));
    }
    assertThat(histogram.highest()).isEqualTo(values[values.length - 1]);
  }

  @Test
  void record_extremes_stayInRange() {
    Histogram histogram = new Histogram();
    histogram.record(-5);
    histogram.record(Long.MAX_VALUE);

    assertThat(histogram.count()).isEqualTo(2);
    assertThat(histogram.percentile(0.5)).isZero();
    assertThat(histogram.percentile(1)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void percentile_nothingRecorded_isZero() {
    assertThat(new Histogram().percentile(0.99)).isZero();
  }
}
