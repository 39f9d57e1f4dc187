package dev.gslb.cluster.runtime;

import dev.gslb.spi.EndpointOverride;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * How an endpoint is emptied: its share of the queries goes from all to none, evenly over a time,
 * and stays at none. It follows from the start and the clock alone, so that all nodes agree, those
 * that begin in the middle too.
 *
 * @param start when the share was whole
 * @param duration 0 to 24 hours, in whole seconds; 0 for at once
 */
public record Drain(Instant start, Duration duration) {
  /** The longest. */
  static final Duration LONGEST = Duration.ofHours(24);

  private static final Instant LAST_START = Instant.MAX.minus(LONGEST);

  private static final String EXPECTED = "0s..24h in whole seconds, such as 30s, 5m or 1h30m";

  private static final Pattern TEXT =
      Pattern.compile("(?=.)(\\d{1,5}h)?(\\d{1,5}m)?(\\d{1,5}s)?", Pattern.CASE_INSENSITIVE);

  /** Checks the ranges. */
  public Drain {
    boolean whole = duration.equals(duration.truncatedTo(ChronoUnit.SECONDS));
    if (duration.isNegative() || duration.compareTo(LONGEST) > 0 || !whole) {
      throw new IllegalArgumentException(
          "drain " + text(duration) + " (expected: " + EXPECTED + ")");
    }
    if (start.isAfter(LAST_START)) {
      throw new IllegalArgumentException(
          "a drain from " + start + " (expected: at most " + LAST_START + ")");
    }
  }

  /**
   * Reads a duration.
   *
   * @param text such as {@code 30s}, {@code 5m} or {@code 1h30m}
   * @return what it says
   * @throws IllegalArgumentException if it is none, or out of the range of a drain
   */
  public static Duration parse(String text) {
    if (!TEXT.matcher(text).matches()) {
      throw new IllegalArgumentException("drain " + text + " (expected: " + EXPECTED + ")");
    }
    return new Drain(Instant.EPOCH, Duration.parse("PT" + text)).duration();
  }

  /**
   * Writes the duration.
   *
   * @return what {@link #parse} reads
   */
  public String text() {
    return text(duration);
  }

  private static String text(Duration duration) {
    return duration.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
  }

  /**
   * Says when nothing is left.
   *
   * @return the end of the drain
   */
  public Instant end() {
    return start.plus(duration);
  }

  /**
   * Returns the share at a moment. It changes once a second at most, and at most 1000 times.
   *
   * @param now the moment
   * @return in how many of 1000 queries the endpoint is still a candidate; 0 from the end on, and
   *     not before
   */
  public int sharePermille(Instant now) {
    if (now.isBefore(start)) {
      return EndpointOverride.WHOLE_SHARE;
    }
    if (!now.isBefore(end())) {
      return 0;
    }
    long seconds = duration.toSeconds();
    long left = seconds - Duration.between(start, now).toSeconds();
    // Rounded up: something is left before the end.
    return (int) ((EndpointOverride.WHOLE_SHARE * left + seconds - 1) / seconds);
  }
}
