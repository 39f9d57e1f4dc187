package dev.gslb.health;

import dev.gslb.spi.Verdict;

/**
 * Turns single observations into a verdict. Confined to the scheduler thread.
 *
 * <pre>
 *   verdict   observation   next
 *   UNKNOWN   success       UP at once
 *   UNKNOWN   failure       DOWN after failureThreshold in a row
 *   UP        failure       DOWN after failureThreshold in a row
 *   DOWN      success       UP after successThreshold in a row
 * </pre>
 */
final class Hysteresis {

  private final int failureThreshold;
  private final int successThreshold;
  private Verdict verdict;
  private int contrary; // observations in a row that speak against the verdict

  Hysteresis(int failureThreshold, int successThreshold, Verdict initial) {
    this.failureThreshold = failureThreshold;
    this.successThreshold = successThreshold;
    this.verdict = initial;
  }

  Verdict verdict() {
    return verdict;
  }

  /** Counts one observation and returns the verdict in effect after it. */
  Verdict record(boolean success) {
    Verdict seen = success ? Verdict.UP : Verdict.DOWN;
    if (seen == verdict || (success && verdict == Verdict.UNKNOWN)) {
      contrary = 0;
      verdict = seen;
      return verdict;
    }
    contrary++;
    if (contrary >= (success ? successThreshold : failureThreshold)) {
      contrary = 0;
      verdict = seen;
    }
    return verdict;
  }
}
