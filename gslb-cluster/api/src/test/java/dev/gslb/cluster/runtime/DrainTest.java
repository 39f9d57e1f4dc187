package dev.gslb.cluster.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A share that goes from all to none. */
class DrainTest {
  private static final Instant START = Instant.parse("2030-01-31T12:00:00.25Z");

  private static Drain drain(long seconds) {
    return new Drain(START, Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @CsvSource({
    "300, 0, 1000", "300, 999, 1000", "300, 1000, 997", "300, 150000, 500", "300, 299999, 4",
    "300, 300000, 0", "300, 900000, 0", "300, -5000, 1000", "86400, 86399999, 1", "1, 999, 1000",
    "1, 1000, 0", "0, 0, 0", "0, -1, 1000"
  })
  void share_atAMoment_isWhatIsLeftOfTheTime(long seconds, long afterMillis, int permille) {
    // Before its start a drain of no time has all left, as any other has.
    assertThat(drain(seconds).sharePermille(START.plusMillis(afterMillis))).isEqualTo(permille);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 7, 30, 300, 1_000, 3_601, 86_400})
  void share_secondBySecond_neverRisesAndHasAtMostAThousandSteps(long seconds) {
    Drain drain = drain(seconds);
    int before = 1_000;
    Set<Integer> shares = new HashSet<>();
    for (long second = 0; second < seconds; second++) {
      int share = drain.sharePermille(START.plusSeconds(second));
      assertThat(share).isBetween(1, before);
      before = share;
      shares.add(share);
    }
    assertThat(shares).hasSizeLessThanOrEqualTo(1_000);
    assertThat(drain.sharePermille(drain.end())).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "30s, 30, 30s",
    "5m, 300, 5m",
    "90m, 5400, 1h30m",
    "1h30m, 5400, 1h30m",
    "24h, 86400, 24h",
    "0s, 0, 0s",
    "5M, 300, 5m"
  })
  void parse_aDuration_readsAndWritesIt(String text, long seconds, String written) {
    assertThat(Drain.parse(text)).hasSeconds(seconds);
    assertThat(drain(seconds).text()).isEqualTo(written);
    assertThat(Drain.parse(written)).hasSeconds(seconds);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "5", "m", "-5m", "5m30", "500ms", "1.5s", "25h", "86401s", "99999999h"})
  void parse_anythingElse_isRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Drain.parse(text))
        .withMessageContaining("(expected: 0s..24h in whole seconds, such as 30s, 5m or 1h30m)");
  }

  @Test
  void drain_outOfRange_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> drain(-1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Drain(START, Duration.ofMillis(1_500)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Drain(Instant.MAX, Duration.ofSeconds(1)));
  }
}
