package dev.gslb.benchmarks.cluster;

import java.util.ArrayList;
import java.util.List;

/** Durations of many runs, and where most of them lie. */
final class Runs {
  private final List<Long> nanos = new ArrayList<>();

  void add(long duration) {
    nanos.add(duration);
  }

  long within(long limitNanos) {
    return nanos.stream().filter(one -> one <= limitNanos).count();
  }

  @Override
  public String toString() {
    List<Long> sorted = nanos.stream().sorted().toList();
    return "%d runs: p50 %d ms, p99 %d ms, max %d ms"
        .formatted(sorted.size(), millis(sorted, 0.50), millis(sorted, 0.99), millis(sorted, 1));
  }

  private static long millis(List<Long> sorted, double share) {
    int index = (int) Math.ceil(share * sorted.size()) - 1;
    return sorted.isEmpty() ? 0 : sorted.get(Math.max(0, index)) / 1_000_000;
  }
}
