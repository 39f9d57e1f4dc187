package dev.gslb.health;

import java.util.List;

/**
 * What a health monitor has counted. The monitor that {@link StandardHealthMonitorProvider} builds
 * implements it. Safe for any thread; the numbers of one call may belong to slightly different
 * moments.
 */
public interface HealthMetrics {

  /**
   * Returns the counts of each kind that has run.
   *
   * @return in the order of the kinds' names
   */
  List<KindMetrics> kinds();

  /**
   * Returns how many different checks are scheduled.
   *
   * @return the number; equal configurations count once
   */
  int activeChecks();

  /**
   * Returns how many runs wait for their result.
   *
   * @return at most the concurrency limit
   */
  int runsInFlight();

  /**
   * Returns how many runs are due but wait for a place under the concurrency limit.
   *
   * @return the number
   */
  int runsWaiting();

  /**
   * The counts of one kind since the monitor began. The number of runs is the sum of the four
   * outcomes.
   *
   * @param kind such as {@code http}
   * @param successes runs that found the target working
   * @param failures runs that found it failing
   * @param timeouts runs that were cancelled at their time-out
   * @param errors runs in which the check itself threw or returned nothing
   * @param durationNanos the time that all runs together took, in nanoseconds
   */
  record KindMetrics(
      String kind, long successes, long failures, long timeouts, long errors, long durationNanos) {

    /**
     * Returns how many runs there were.
     *
     * @return the sum of the outcomes
     */
    public long runs() {
      return successes + failures + timeouts + errors;
    }
  }
}
