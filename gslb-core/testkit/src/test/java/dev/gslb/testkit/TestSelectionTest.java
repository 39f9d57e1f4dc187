package dev.gslb.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TestSelectionTest {
  @Test
  void add_sameTwice_countsOnce() {
    TestSelection chosen = new TestSelection(2);

    assertThat(chosen.add(4)).isTrue();
    assertThat(chosen.add(4)).isTrue();
    assertThat(chosen.chosen()).containsExactly(4);
  }

  @Test
  void add_noRoom_isRefusedAndCounted() {
    TestSelection chosen = new TestSelection(1);

    assertThat(chosen.add(0)).isTrue();
    assertThat(chosen.add(1)).isFalse();
    assertThat(chosen.chosen()).containsExactly(0);
    assertThat(chosen.refusals()).isEqualTo(1);
  }

  @Test
  void clear_afterUse_forgetsEverything() {
    TestSelection chosen = TestSelection.tracing(1);
    chosen.add(3);
    chosen.ecsScope(24);
    chosen.ttlCeiling(5);
    chosen.because("reason");
    chosen.clear();

    assertThat(chosen.first()).isEqualTo(-1);
    assertThat(chosen.scopeSet()).isFalse();
    assertThat(chosen.ttlCeilingSeconds()).isEqualTo(Integer.MAX_VALUE);
    assertThat(chosen.reasons()).isEmpty();
  }

  @Test
  void ttlCeiling_severalTimes_keepsTheLowest() {
    TestSelection chosen = new TestSelection(1);
    chosen.ttlCeiling(5);
    chosen.ttlCeiling(9);

    assertThat(chosen.ttlCeilingSeconds()).isEqualTo(5);
  }
}
