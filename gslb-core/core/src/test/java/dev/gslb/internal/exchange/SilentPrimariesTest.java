package dev.gslb.internal.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** For how long, and of how many primaries, it is known that they did not answer. */
class SilentPrimariesTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private Instant now = START;
  private final SilentPrimaries silent = new SilentPrimaries(() -> now);

  private static InetSocketAddress primary(int port) {
    return new InetSocketAddress("192.0.2.1", port);
  }

  @Test
  void add_isForgottenAfterARest_orWhenItAnswers() {
    silent.add(primary(1));
    silent.add(primary(2));
    silent.remove(primary(2));
    assertThat(silent.contains(primary(1))).isTrue();
    assertThat(silent.contains(primary(2))).isFalse();
    assertThat(silent.contains(primary(3))).isFalse();
    now = START.plusMillis(9_999);
    assertThat(silent.contains(primary(1))).isTrue();
    now = START.plusMillis(10_000);
    assertThat(silent.contains(primary(1))).isFalse();
    now = START.minusSeconds(60);
    assertThat(silent.contains(primary(1))).as("the clock was set back").isFalse();
  }

  @Test
  void add_ofMoreThanAreRemembered_takesThePlaceOfOldOnes() {
    for (int port = 1; port <= 1_000; port++) {
      silent.add(primary(port));
    }
    silent.add(primary(1_001));
    assertThat(silent.contains(primary(1_001))).isFalse();
    now = START.plusSeconds(10);
    silent.add(primary(1_001));
    assertThat(silent.contains(primary(1_001))).isTrue();
  }
}
