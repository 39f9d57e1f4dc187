package dev.gslb.internal.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.internal.metrics.WorkerCounters;
import org.junit.jupiter.api.Test;

/** Labels are bounded, however many policies fail. */
class LastHealthyCounterTest {
  @Test
  void counter_ofMorePoliciesThanThereIsRoom_isShared() {
    LastHealthy desk = new LastHealthy();
    for (int i = 0; i < WorkerCounters.LAST_HEALTHY + 10; i++) {
      int expected = Math.min(i, WorkerCounters.LAST_HEALTHY - 1);
      assertThat(desk.counter("policy-" + i)).isEqualTo(expected);
    }
    assertThat(desk.counter("policy-7")).isEqualTo(7);
    assertThat(desk.counted())
        .hasSize(WorkerCounters.LAST_HEALTHY)
        .endsWith("policy-254", "others");
  }
}
