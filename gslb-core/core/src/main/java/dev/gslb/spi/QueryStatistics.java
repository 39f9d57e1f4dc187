package dev.gslb.spi;

import java.util.List;
import java.util.Map;

/**
 * What a server has counted since it started. Counts of different kinds are not of exactly the same
 * moment.
 *
 * @param udp answers over UDP by response code; the last entry, 16, holds the codes from 16 upward
 * @param tcp answers over TCP by response code, likewise
 * @param dropped messages that got no answer: too short, or responses themselves
 * @param limited answers that went out small, or not at all, because of {@link RateLimit}
 * @param truncated answers with the TC bit
 * @param failed queries that ended in an exception of a router and so in SERVFAIL
 * @param decisions decisions by router name
 * @param lastHealthy answers from who was healthy last, by policy; policies beyond the 255th that
 *     gave any count together as {@code others}
 * @param durations of one query in 64: entry n counts those that took below 2^n nanoseconds and not
 *     below half of that
 * @param durationSumNanos the sum of the same durations
 */
public record QueryStatistics(
    List<Long> udp,
    List<Long> tcp,
    long dropped,
    long limited,
    long truncated,
    long failed,
    Map<String, Long> decisions,
    Map<String, Long> lastHealthy,
    List<Long> durations,
    long durationSumNanos) {
  /** Copies the collections. */
  public QueryStatistics {
    udp = List.copyOf(udp);
    tcp = List.copyOf(tcp);
    decisions = Map.copyOf(decisions);
    lastHealthy = Map.copyOf(lastHealthy);
    durations = List.copyOf(durations);
  }

  /**
   * Adds up all answers.
   *
   * @return the number of queries answered
   */
  public long answered() {
    long sum = 0;
    for (int i = 0; i < udp.size(); i++) {
      sum += udp.get(i) + tcp.get(i);
    }
    return sum;
  }
}
