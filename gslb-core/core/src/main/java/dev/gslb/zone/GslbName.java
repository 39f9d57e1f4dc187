package dev.gslb.zone;

import java.util.Objects;

/**
 * An owner name whose A and AAAA records (or, if its endpoints are aliases, whose CNAME record) are
 * chosen by a policy for each query. It may be a wildcard or a zone's apex, and may own other types
 * beside, unless its endpoints are aliases.
 *
 * @param owner the name
 * @param policy chooses the answer
 * @param ttlSeconds of the answer, 0 to 2147483647
 * @param answers the most records in one answer, 1 to {@link #MAX_ANSWERS}
 */
public record GslbName(DomainName owner, Policy policy, long ttlSeconds, int answers) {
  /** The default TTL. */
  public static final int DEFAULT_TTL_SECONDS = 60;

  /** The most records in one answer. */
  public static final int MAX_ANSWERS = 64;

  /** Checks the ranges. */
  public GslbName {
    Objects.requireNonNull(policy, "policy");
    if (ttlSeconds < 0 || ttlSeconds > RRset.MAX_TTL_SECONDS) {
      throw new RefusedException(owner + " ttl", String.valueOf(ttlSeconds), "0..2147483647");
    }
    if (answers < 1 || answers > MAX_ANSWERS) {
      throw new RefusedException(owner + " answers", String.valueOf(answers), "1..64");
    }
  }

  /**
   * Makes a name with the default TTL and one record an answer.
   *
   * @param owner the name
   * @param policy chooses the answer
   * @return the GSLB name
   */
  public static GslbName of(String owner, Policy policy) {
    return new GslbName(DomainName.of(owner), policy, DEFAULT_TTL_SECONDS, 1);
  }
}
