package dev.gslb.config;

import dev.gslb.spi.TransportConfig;
import java.time.Duration;

/**
 * How TCP is served.
 *
 * @param maxConnections the most at a time
 * @param maxConnectionsPerClient the most of one IPv4 address, or of the /64 of an IPv6 address
 * @param idleTimeout after which a silent connection is closed
 */
public record TcpConfig(int maxConnections, int maxConnectionsPerClient, Duration idleTimeout) {
  /** The defaults of a transport. */
  public static final TcpConfig DEFAULT =
      new TcpConfig(
          TransportConfig.DEFAULT_MAX_CONNECTIONS,
          TransportConfig.DEFAULT_MAX_CONNECTIONS_PER_CLIENT,
          TransportConfig.DEFAULT_IDLE_TIMEOUT);
}
