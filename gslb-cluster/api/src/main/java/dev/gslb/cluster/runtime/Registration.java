package dev.gslb.cluster.runtime;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * A server that says itself, or has somebody say, that it is there, and says so again before its
 * time to live is over.
 *
 * @param target what it is
 * @param region the region that it joins
 * @param weight 0 to 65535
 * @param timeToLive {@link #MIN_TIME} to {@link #MAX_TIME}
 */
public record Registration(
    RegistrationTarget target, String region, int weight, Duration timeToLive) {
  /** The most registrations that count. */
  public static final int MAX_COUNT = 10_000;

  /** The weight of those that do not say otherwise. */
  public static final int DEFAULT_WEIGHT = 100;

  /** The time to live of those that do not say otherwise. */
  public static final Duration DEFAULT_TIME = Duration.ofSeconds(30);

  /** The shortest time to live. */
  public static final Duration MIN_TIME = Duration.ofSeconds(5);

  /** The longest time to live. */
  public static final Duration MAX_TIME = Duration.ofHours(1);

  private static final int MAX_WEIGHT = 0xFFFF;
  private static final Pattern REGION = Pattern.compile("[A-Za-z0-9._-]{1,63}");

  /** Checks the ranges. */
  public Registration {
    requireRegion(region);
    if (weight < 0 || weight > MAX_WEIGHT) {
      throw new IllegalArgumentException("weight " + weight + " (expected: 0.." + MAX_WEIGHT + ")");
    }
    if (timeToLive.compareTo(MIN_TIME) < 0 || timeToLive.compareTo(MAX_TIME) > 0) {
      throw new IllegalArgumentException(
          "ttl " + RegistrationJson.print(timeToLive) + " (expected: 5s..1h)");
    }
  }

  static void requireRegion(String region) {
    if (!REGION.matcher(region).matches()) {
      throw new IllegalArgumentException("region '" + region + "' (expected: a region's name)");
    }
  }
}
