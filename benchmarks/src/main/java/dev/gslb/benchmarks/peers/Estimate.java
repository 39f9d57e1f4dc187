package dev.gslb.benchmarks.peers;

import java.util.Arrays;
import java.util.Locale;

/**
 * The median of some values and its 95% interval.
 *
 * <p>The interval is the one of the sign test: from the k-th lowest to the k-th highest value, with
 * the largest k that still covers the median with 95% probability. It supposes nothing of the
 * values' distribution. Nine values give the second lowest and the second highest (96.1%); fewer
 * than six cannot give 95%, and the interval is then all of them.
 */
record Estimate(int count, double median, double low, double high) {
  /** How far above a limit the upper end of the interval may lie. */
  private static final double TOLERANCE = 1.03;

  private static final double EACH_TAIL = 0.025;
  private static final int FEWEST_FOR_INTERVAL = 6;

  static Estimate of(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int count = sorted.length;
    double median = (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
    int outside = outside(count);
    return new Estimate(count, median, sorted[outside], sorted[count - 1 - outside]);
  }

  /** The quotients of two servers, round by round. */
  static Estimate ofRatios(double[] values, double[] others) {
    return of(ratios(values, others));
  }

  static double[] ratios(double[] values, double[] others) {
    double[] ratios = new double[values.length];
    Arrays.setAll(ratios, i -> values[i] / others[i]);
    return ratios;
  }

  /** How many values on each side lie outside of the interval. */
  private static int outside(int count) {
    double probability = Math.pow(0.5, count);
    double tail = probability;
    int outside = 0;
    while (tail <= EACH_TAIL && outside < (count - 1) / 2) {
      outside++;
      probability *= (double) (count - outside + 1) / outside;
      tail += probability;
    }
    return tail <= EACH_TAIL ? outside : Math.max(0, outside - 1);
  }

  boolean hasInterval() {
    return count >= FEWEST_FOR_INTERVAL;
  }

  /**
   * Compares with a limit: met if the median is at most the limit, and the upper end of the
   * interval at most 3% more.
   */
  String verdict(double limit) {
    if (median > limit) {
      return String.format(Locale.ROOT, "missed by %.1f%%", 100 * (median / limit - 1));
    }
    if (!hasInterval()) {
      return "met by the median of " + count + ", no interval";
    }
    if (high > limit * TOLERANCE) {
      return String.format(
          Locale.ROOT, "missed: the interval ends %.1f%% above", 100 * (high / limit - 1));
    }
    return "met";
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.3f [%.3f, %.3f]", median, low, high);
  }
}
