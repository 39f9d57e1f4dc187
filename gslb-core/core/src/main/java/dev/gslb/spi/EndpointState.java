package dev.gslb.spi;

import dev.gslb.zone.EndpointId;

/**
 * What is known of an endpoint at one moment.
 *
 * @param id the endpoint
 * @param verdict whether it works
 * @param sinceMillis when the verdict last changed, in milliseconds of the epoch
 * @param source who said so, such as {@code http check} or {@code unchecked}
 * @param detail the reason in the source's words; empty if there is none
 * @param rttMicros the last round-trip time in microseconds, or -1 if none was measured
 */
public record EndpointState(
    EndpointId id,
    Verdict verdict,
    long sinceMillis,
    String source,
    String detail,
    long rttMicros) {
  /**
   * Says whether the endpoint counts as up.
   *
   * @return true unless it is known to be down
   */
  public boolean up() {
    return verdict != Verdict.DOWN;
  }
}
