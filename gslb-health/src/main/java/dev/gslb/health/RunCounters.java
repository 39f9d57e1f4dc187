package dev.gslb.health;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts runs by kind and outcome. Written by the scheduler thread, read by any. */
final class RunCounters {

  /** How a run ended. */
  enum Outcome {
    SUCCESS,
    FAILURE,
    TIMEOUT,
    ERROR
  }

  private final Map<String, OfKind> byKind = new ConcurrentSkipListMap<>();

  void record(String kind, Outcome outcome, long durationNanos) {
    OfKind counters = byKind.computeIfAbsent(kind, name -> new OfKind());
    switch (outcome) {
      case SUCCESS -> counters.successes.increment();
      case FAILURE -> counters.failures.increment();
      case TIMEOUT -> counters.timeouts.increment();
      case ERROR -> counters.errors.increment();
    }
    counters.durationNanos.add(durationNanos);
  }

  List<HealthMetrics.KindMetrics> snapshot() {
    return byKind.entrySet().stream()
        .map(entry -> entry.getValue().snapshot(entry.getKey()))
        .toList();
  }

  private static final class OfKind {
    private final LongAdder successes = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder timeouts = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final LongAdder durationNanos = new LongAdder();

    private HealthMetrics.KindMetrics snapshot(String kind) {
      return new HealthMetrics.KindMetrics(
          kind, successes.sum(), failures.sum(), timeouts.sum(), errors.sum(), durationNanos.sum());
    }
  }
}
