package dev.gslb.spi;

import java.util.concurrent.CompletableFuture;

/**
 * Observes one target. It neither counts nor decides: thresholds, schedule and time-outs are the
 * monitor's.
 */
public interface HealthCheck extends AutoCloseable {
  /**
   * Looks once. Called on a scheduler thread, never twice at a time for one check; must not block.
   *
   * @return what was seen. It never completes exceptionally for a target that merely fails: that is
   *     an observation. When the monitor's time-out passes first it cancels the future, and the
   *     check then frees what it holds
   */
  CompletableFuture<Observation> observe();

  /** Frees what the check holds. Called once, after the last observation. */
  @Override
  void close();

  /**
   * What was seen.
   *
   * @param success whether the target works
   * @param rttMicros how long it took, in microseconds; -1 if that says nothing
   * @param detail the reason, in a few words, such as {@code status 503}
   */
  record Observation(boolean success, long rttMicros, String detail) {
    /**
     * A target that works.
     *
     * @param rttMicros how long it took
     * @param detail in a few words
     * @return the observation
     */
    public static Observation success(long rttMicros, String detail) {
      return new Observation(true, rttMicros, detail);
    }

    /**
     * A target that does not.
     *
     * @param detail the reason
     * @return the observation
     */
    public static Observation failure(String detail) {
      return new Observation(false, -1, detail);
    }
  }
}
