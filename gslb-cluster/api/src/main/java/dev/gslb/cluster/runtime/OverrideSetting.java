package dev.gslb.cluster.runtime;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One thing that an operator says of an endpoint.
 *
 * @param field what of it
 * @param value the weight; the seconds of a drain; or 1 for true and 0 for false
 * @param reason why, in the operator's words, of at most 1024 characters
 * @param source who says so, of at most 255 characters
 * @param since when it was said, and when a drain starts
 * @param expires when it ends by itself, by the clock of each node
 */
public record OverrideSetting(
    OverrideField field,
    int value,
    String reason,
    String source,
    Instant since,
    Optional<Instant> expires) {
  private static final int MAX_REASON = 1024;
  private static final int MAX_SOURCE = 255;

  /** Checks the ranges. */
  public OverrideSetting {
    if (value < 0 || value > field.greatest()) {
      throw new IllegalArgumentException(
          field.text() + " " + value + " (expected: 0.." + field.greatest() + ")");
    }
    requireLength("reason", reason, MAX_REASON);
    requireLength("source", source, MAX_SOURCE);
    if (field == OverrideField.DRAIN) {
      var unused = new Drain(since, Duration.ofSeconds(value)); // which checks when
    }
  }

  private static void requireLength(String what, String text, int most) {
    if (text.length() > most) {
      throw new IllegalArgumentException(
          what + " of " + text.length() + " characters (expected: at most " + most + ")");
    }
  }

  /**
   * Returns the drain that it says.
   *
   * @return empty if it says something else
   */
  public Optional<Drain> drain() {
    return field == OverrideField.DRAIN
        ? Optional.of(new Drain(since, Duration.ofSeconds(value)))
        : Optional.empty();
  }

  /**
   * Says whether it has ended.
   *
   * @param now the time
   * @return true from the moment of {@link #expires} on
   */
  public boolean isOver(Instant now) {
    return expires.isPresent() && !now.isBefore(expires.get());
  }
}
