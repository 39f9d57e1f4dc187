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

  static SoaTimers of(PackedZone zone) {
    byte[] soa = zone.rrset(zone.apex(), RecordType.SOA).orElseThrow().rdata(0);
    long expire = Math.max(seconds(soa, 8), SHORTEST_EXPIRE_SECONDS);
    return new SoaTimers(
        bounded(seconds(soa, 16)), bounded(seconds(soa, 12)), Duration.ofSeconds(expire));
  }

  private static long seconds(byte[] soa, int fromEnd) {
    return Bytes.getInt(soa, soa.length - fromEnd) & 0xFFFF_FFFFL;
  }

  private static Duration bounded(long seconds) {
    return Duration.ofSeconds(Math.max(LEAST_SECONDS, Math.min(seconds, MOST_SECONDS)));
  }
}
