package dev.gslb.spi;

import java.util.List;

/**
 * How many answers of one kind go to one network over UDP, so that nobody can flood a third party
 * with them (response rate limiting). Answers of one kind are: those to one name; denials and
 * referrals out of one zone; errors. A client that sends one of this server's cookies (RFC 7873) is
 * not limited, nor is TCP.
 *
 * @param responsesPerSecond of one kind to one network, 1 to 65535
 * @param slip of so many answers above the limit one is sent as a small one, which sends a real
 *     client to TCP or gives it a cookie; 0 for none
 * @param ipv4Prefix how many bits of an IPv4 address make a network, 1 to 32
 * @param ipv6Prefix how many bits of an IPv6 address make a network, 1 to 64
 * @param exempt networks without a limit
 */
public record RateLimit(
    int responsesPerSecond, int slip, int ipv4Prefix, int ipv6Prefix, List<Network> exempt) {
  /** The default of {@link #slip}. */
  public static final int DEFAULT_SLIP = 2;

  /** The default of {@link #ipv4Prefix}. */
  public static final int DEFAULT_IPV4_PREFIX = 24;

  /** The default of {@link #ipv6Prefix}. */
  public static final int DEFAULT_IPV6_PREFIX = 56;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a number is out of its range
   */
  public RateLimit {
    exempt = List.copyOf(exempt);
    check("responsesPerSecond", responsesPerSecond, 1, 65_535);
    check("slip", slip, 0, 100);
    check("ipv4Prefix", ipv4Prefix, 1, 32);
    check("ipv6Prefix", ipv6Prefix, 1, 64);
  }

  private static void check(String what, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          what + " " + value + " (expected: " + least + ".." + most + ")");
    }
  }

  /**
   * Limits with the defaults.
   *
   * @param responsesPerSecond 1 to 65535
   * @return the limit
   */
  public static RateLimit of(int responsesPerSecond) {
    return new RateLimit(
        responsesPerSecond, DEFAULT_SLIP, DEFAULT_IPV4_PREFIX, DEFAULT_IPV6_PREFIX, List.of());
  }
}
