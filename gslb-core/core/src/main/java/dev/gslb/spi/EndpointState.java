package dev.gslb.spi;

import dev.gslb.zone.EndpointId;
import java.util.Optional;

/**
 * What is known of an endpoint at one moment.
 *
 * @param id the endpoint
 * @param verdict whether it works, as its checks see it
 * @param sinceMillis when the verdict last changed, in milliseconds of the epoch
 * @param source who said so, such as {@code http check} or {@code unchecked}
 * @param detail the reason in the source's words; empty if there is none
 * @param rttMicros the last round-trip time in microseconds, or -1 if none was measured
 * @param override what an operator says instead, if anything
 */
public record EndpointState(
    EndpointId id,
    Verdict verdict,
    long sinceMillis,
    String source,
    String detail,
    long rttMicros,
    Optional<EndpointOverride> override) {
  /**
   * Says whether the endpoint counts as up.
   *
   * @return true unless it is known to be down, or said to be down or out by an override
   */
  public boolean up() {
    return !isOut() && override.flatMap(EndpointOverride::healthy).orElse(verdict != Verdict.DOWN);
  }

  /**
   * Returns in how many of 1000 queries the endpoint stays a candidate, as long as it is up.
   *
   * @return 0 to {@link EndpointOverride#WHOLE_SHARE}, which it is unless the endpoint drains
   */
  public int sharePermille() {
    return override.isPresent()
        ? override.get().sharePermille().orElse(EndpointOverride.WHOLE_SHARE)
        : EndpointOverride.WHOLE_SHARE;
  }

  /**
   * Says whether an override keeps the endpoint out of every answer.
   *
   * @return true if it does
   */
  public boolean isOut() {
    return override.isPresent() && override.get().takesOut();
  }
}
