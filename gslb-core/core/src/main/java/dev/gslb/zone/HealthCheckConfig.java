package dev.gslb.zone;

import java.time.Duration;
import java.util.Objects;

/**
 * How an endpoint is checked. Two equal configurations are one check, however many endpoints use
 * them.
 *
 * @param kind the name of a health check provider, such as {@code http}
 * @param host the address literal or host name to connect to
 * @param port 1 to 65535
 * @param interval from the start of one run to the start of the next
 * @param timeout of one run, at most the interval
 * @param failureThreshold failures in a row before the endpoint is down, at least 1
 * @param successThreshold successes in a row before it is up again, at least 1
 * @param options of the kind
 */
public record HealthCheckConfig(
    String kind,
    String host,
    int port,
    Duration interval,
    Duration timeout,
    int failureThreshold,
    int successThreshold,
    Options options) {
  /** The default interval. */
  public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(30);

  /** The default time-out. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

  /** The default number of failures in a row before an endpoint is down. */
  public static final int DEFAULT_FAILURE_THRESHOLD = 3;

  /** The default number of successes in a row before an endpoint is up again. */
  public static final int DEFAULT_SUCCESS_THRESHOLD = 2;

  private static final Duration SHORTEST = Duration.ofMillis(10);

  /** Checks the ranges. */
  public HealthCheckConfig {
    Objects.requireNonNull(options, "options");
    require(!kind.isEmpty(), "kind", kind, "the name of a health check");
    require(!host.isEmpty(), "host", host, "an address or a host name");
    require(port >= 1 && port <= 65535, "port", port, "1..65535");
    require(interval.compareTo(SHORTEST) >= 0, "interval", interval, "at least 10 ms");
    require(timeout.compareTo(SHORTEST) >= 0, "timeout", timeout, "at least 10 ms");
    require(timeout.compareTo(interval) <= 0, "timeout", timeout, "at most the interval");
    require(failureThreshold >= 1, "failure_threshold", failureThreshold, "at least 1");
    require(successThreshold >= 1, "success_threshold", successThreshold, "at least 1");
  }

  /**
   * Makes a check with the default times and thresholds.
   *
   * @param kind the name of a health check provider
   * @param host the address or host name to connect to
   * @param port 1 to 65535
   * @return the configuration
   */
  public static HealthCheckConfig of(String kind, String host, int port) {
    return new HealthCheckConfig(
        kind,
        host,
        port,
        DEFAULT_INTERVAL,
        DEFAULT_TIMEOUT,
        DEFAULT_FAILURE_THRESHOLD,
        DEFAULT_SUCCESS_THRESHOLD,
        Options.NONE);
  }

  /**
   * Makes the same check with other times.
   *
   * @param interval from start to start
   * @param timeout of one run
   * @return a new configuration
   */
  public HealthCheckConfig every(Duration interval, Duration timeout) {
    return new HealthCheckConfig(
        kind, host, port, interval, timeout, failureThreshold, successThreshold, options);
  }

  /**
   * Makes the same check with other thresholds.
   *
   * @param failures in a row before the endpoint is down
   * @param successes in a row before it is up again
   * @return a new configuration
   */
  public HealthCheckConfig thresholds(int failures, int successes) {
    return new HealthCheckConfig(kind, host, port, interval, timeout, failures, successes, options);
  }

  /**
   * Makes the same check with other options.
   *
   * @param options of the kind
   * @return a new configuration
   */
  public HealthCheckConfig options(Options options) {
    return new HealthCheckConfig(
        kind, host, port, interval, timeout, failureThreshold, successThreshold, options);
  }

  private static void require(boolean holds, String field, Object value, String expected) {
    if (!holds) {
      throw new RefusedException(field, String.valueOf(value), expected);
    }
  }
}
