package dev.gslb.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Where metrics and the state of the process are shown over HTTP.
 *
 * @param enabled whether they are shown at all
 * @param address where to listen; port 0 for any free port
 */
public record MetricsConfig(boolean enabled, InetSocketAddress address) {
  /** The default port. */
  public static final int DEFAULT_PORT = 9090;

  /**
   * Returns the default address.
   *
   * @return port 9090 of the loopback interface
   */
  public static InetSocketAddress defaultAddress() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), DEFAULT_PORT);
  }
}
