package dev.gslb.config;

import dev.gslb.spi.Network;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * Where the server is managed over HTTP.
 *
 * @param enabled whether it is at all
 * @param address where to listen; port 0 for any free port
 * @param token what a client must show; required where others than this host reach the address
 * @param allowedNetworks whose requests are read; empty for all
 */
public record ApiConfig(
    boolean enabled,
    InetSocketAddress address,
    Optional<String> token,
    List<Network> allowedNetworks) {
  /** The default port. */
  public static final int DEFAULT_PORT = 8080;

  /** The fewest characters of a token. */
  public static final int LEAST_TOKEN = 16;

  /** Copies the networks. */
  public ApiConfig {
    allowedNetworks = List.copyOf(allowedNetworks);
  }

  /**
   * Returns the default address.
   *
   * @return port 8080 of the loopback interface
   */
  public static InetSocketAddress defaultAddress() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), DEFAULT_PORT);
  }

  @Override
  public String toString() {
    return "ApiConfig[enabled="
        + enabled
        + ", address="
        + address
        + ", token="
        + (token.isPresent() ? "set" : "none")
        + ", allowedNetworks="
        + allowedNetworks
        + "]";
  }
}
