package dev.gslb.spi;

/**
 * The members of a policy that are up and can answer the type asked for, in declared order; those
 * that drain are among them for their share of the queries. Does not change during a call of {@link
 * Router#route}. Ordinals run from 0 to {@code size() - 1}.
 */
public interface Candidates {
  /**
   * Counts the candidates.
   *
   * @return at least 1 when a router is called
   */
  int size();

  /**
   * Returns a candidate's place among the declared members.
   *
   * @param ordinal of the candidate
   * @return an index into {@link RouterConfig#members}
   */
  int declaredOrdinal(int ordinal);

  /**
   * Finds a declared member among the candidates.
   *
   * @param declared an index into {@link RouterConfig#members}
   * @return its ordinal, or -1 if it is not a candidate now
   */
  int ordinalOf(int declared);

  /**
   * Returns the weight in effect.
   *
   * @param ordinal of the candidate
   * @return 0 to 65535
   */
  int weight(int ordinal);

  /**
   * Returns the sum of the weights of the candidates up to and including this one.
   *
   * @param ordinal of the candidate
   * @return a sum that never goes down from one ordinal to the next
   */
  long cumulativeWeight(int ordinal);

  /**
   * Returns the smoothed round-trip time of the health checks: the endpoint's, or of a policy the
   * lowest among its endpoints that are up. Kept only if {@link Router#rttSmoothing} asks for it.
   *
   * @param ordinal of the candidate
   * @return microseconds, or -1 if there is no sample
   */
  long rttMicros(int ordinal);

  /**
   * Returns how many samples are behind {@link #rttMicros}.
   *
   * @param ordinal of the candidate
   * @return 0 or more
   */
  int rttSamples(int ordinal);
}
