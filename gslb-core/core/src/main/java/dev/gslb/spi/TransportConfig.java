package dev.gslb.spi;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * What a transport is opened with.
 *
 * @param addresses where to listen
 * @param udp what concerns UDP only
 * @param maxConnections the most TCP connections at a time
 * @param maxConnectionsPerClient the most of one client, which is an IPv4 address or the network of
 *     an IPv6 address, /64
 * @param idleTimeout after which a silent TCP connection is closed, and the longest that a write
 *     waits for a client
 * @param drainTimeout the longest that closing waits for answers under way
 */
public record TransportConfig(
    List<InetSocketAddress> addresses,
    UdpConfig udp,
    int maxConnections,
    int maxConnectionsPerClient,
    Duration idleTimeout,
    Duration drainTimeout) {
  /** The default number of TCP connections at a time. */
  public static final int DEFAULT_MAX_CONNECTIONS = 1_000;

  /** The default number of TCP connections of one client at a time. */
  public static final int DEFAULT_MAX_CONNECTIONS_PER_CLIENT = 200;

  /** The default time after which a silent TCP connection is closed (RFC 7766 section 6.2.3). */
  public static final Duration DEFAULT_IDLE_TIMEOUT = Duration.ofSeconds(10);

  /** The default for the longest that closing waits for answers under way. */
  public static final Duration DEFAULT_DRAIN_TIMEOUT = Duration.ofSeconds(5);

  /** The longest of both times. */
  public static final Duration LONGEST = Duration.ofDays(1);

  /** Copies the addresses and checks the ranges. */
  public TransportConfig {
    addresses = List.copyOf(addresses);
    if (maxConnections < 1) {
      throw new IllegalArgumentException(
          "maxConnections " + maxConnections + " (expected: at least 1)");
    }
    if (maxConnectionsPerClient < 1) {
      throw new IllegalArgumentException(
          "maxConnectionsPerClient " + maxConnectionsPerClient + " (expected: at least 1)");
    }
    check("idleTimeout", idleTimeout, Duration.ofMillis(1));
    check("drainTimeout", drainTimeout, Duration.ZERO);
  }

  private static void check(String what, Duration value, Duration least) {
    if (value.compareTo(least) < 0 || value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          what + " " + value + " (expected: " + least + ".." + LONGEST + ")");
    }
  }

  /**
   * Replaces the addresses.
   *
   * @param addresses where to listen
   * @return the rest as it is
   */
  public TransportConfig withAddresses(List<InetSocketAddress> addresses) {
    return new TransportConfig(
        addresses, udp, maxConnections, maxConnectionsPerClient, idleTimeout, drainTimeout);
  }
}
