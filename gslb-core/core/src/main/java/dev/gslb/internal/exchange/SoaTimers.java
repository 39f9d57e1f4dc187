package dev.gslb.internal.exchange;

import dev.gslb.internal.table.PackedZone;
import dev.gslb.internal.wire.Bytes;
import dev.gslb.zone.RecordType;
import java.time.Duration;

/**
 * When a zone of others is asked for again, and for how long it may be served without an answer
 * (RFC 1035 section 3.3.13).
 *
 * @param refresh after a success
 * @param retry after a failure
 * @param expire after the last success
 */
record SoaTimers(Duration refresh, Duration retry, Duration expire) {
  /** However impatient an SOA is, its server is not asked more often. */
  private static final long LEAST_SECONDS = 5;

  /** A zone lasts for some attempts to ask for it again. */
  private static final long SHORTEST_EXPIRE_SECONDS = 4 * LEAST_SECONDS;

  /** However patient an SOA is, a missed NOTIFY is made up for within a month. */
  private static final long MOST_SECONDS = 30L * 24 * 60 * 60;

  /** Waits before a zone that is not here is asked for again: 5 s, doubled up to 10 minutes. */
  private static final Duration FIRST_WAIT = Duration.ofSeconds(5);

  private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);
  private static final int MOST_DOUBLINGS = 7;

  static SoaTimers of(PackedZone zone) {
    byte[] soa = zone.rrset(zone.apex(), RecordType.SOA).orElseThrow().rdata(0);
    long expire = Math.max(seconds(soa, 8), SHORTEST_EXPIRE_SECONDS);
    return new SoaTimers(
        bounded(seconds(soa, 16)), bounded(seconds(soa, 12)), Duration.ofSeconds(expire));
  }

  /** Returns when a zone that is not here is asked for again. */
  static Duration withoutZone(int failures) {
    int doublings = Math.max(0, Math.min(failures - 1, MOST_DOUBLINGS));
    return least(FIRST_WAIT.multipliedBy(1L << doublings), LONGEST_WAIT);
  }

  /** Returns when the zone is asked for again, so long after the last success. */
  Duration next(Duration sinceSuccess, int failures) {
    Duration left = expire.minus(sinceSuccess);
    return failures == 0 ? least(refresh, left.dividedBy(2)) : least(retry, left);
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static long seconds(byte[] soa, int fromEnd) {
    return Bytes.getInt(soa, soa.length - fromEnd) & 0xFFFF_FFFFL;
  }

  private static Duration bounded(long seconds) {
    return Duration.ofSeconds(Math.max(LEAST_SECONDS, Math.min(seconds, MOST_SECONDS)));
  }
}
