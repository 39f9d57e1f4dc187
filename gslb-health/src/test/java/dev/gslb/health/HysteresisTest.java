package dev.gslb.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.spi.Verdict;
import org.junit.jupiter.api.Test;

class HysteresisTest {

  @Test
  void record_successBetweenFailures_startsTheCountAgain() {
    Hysteresis hysteresis = new Hysteresis(2, 2, Verdict.UP);

    hysteresis.record(false);
    hysteresis.record(true);

    assertThat(hysteresis.record(false)).isEqualTo(Verdict.UP);
    assertThat(hysteresis.record(false)).isEqualTo(Verdict.DOWN);
  }

  @Test
  void record_failureBetweenSuccesses_startsTheCountAgain() {
    Hysteresis hysteresis = new Hysteresis(1, 2, Verdict.DOWN);

    hysteresis.record(true);
    hysteresis.record(false);

    assertThat(hysteresis.record(true)).isEqualTo(Verdict.DOWN);
    assertThat(hysteresis.record(true)).isEqualTo(Verdict.UP);
  }

  @Test
  void record_firstSuccess_isUpWhateverTheThreshold() {
    assertThat(new Hysteresis(3, 5, Verdict.UNKNOWN).record(true)).isEqualTo(Verdict.UP);
  }

  @Test
  void record_firstFailures_needTheThreshold() {
    Hysteresis hysteresis = new Hysteresis(2, 1, Verdict.UNKNOWN);

    assertThat(hysteresis.record(false)).isEqualTo(Verdict.UNKNOWN);
    assertThat(hysteresis.record(false)).isEqualTo(Verdict.DOWN);
  }
}
