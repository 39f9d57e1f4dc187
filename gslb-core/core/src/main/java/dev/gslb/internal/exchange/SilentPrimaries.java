package dev.gslb.internal.exchange;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Knows which primaries have just not answered, so that not every zone of one that is down keeps a
 * worker waiting. Any thread.
 */
final class SilentPrimaries {
  /** All primaries of a zone rest: nothing is known of the zone, and nothing was asked. */
  static final class Resting extends IOException {
    private static final long serialVersionUID = 1;

    Resting() {
      super("no primary answered a moment ago");
    }
  }

  /** For how long a primary is not asked again. */
  static final Duration REST = Duration.ofSeconds(10);

  /** Primaries that are remembered; others are asked each time. */
  private static final int MOST = 1_000;

  private final InstantSource clock;
  private final Map<InetSocketAddress, Instant> silentAt = new ConcurrentHashMap<>();

  SilentPrimaries(InstantSource clock) {
    this.clock = clock;
  }

  /** Notes that a primary did not answer in time. */
  void add(InetSocketAddress primary) {
    if (silentAt.size() >= MOST) {
      silentAt.keySet().removeIf(one -> !contains(one));
    }
    if (silentAt.size() < MOST) {
      silentAt.put(primary, clock.instant());
    }
  }

  /** Notes that a primary did answer. */
  void remove(InetSocketAddress primary) {
    silentAt.remove(primary);
  }

  boolean contains(InetSocketAddress primary) {
    Instant at = silentAt.get(primary);
    Instant now = clock.instant();
    // The clock may have been set back.
    return at != null && !now.isBefore(at) && now.isBefore(at.plus(REST));
  }
}
