package dev.gslb.spi;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Another name server: a primary that a zone is taken from, or one that is told of changes.
 *
 * @param address where it listens, over UDP and TCP; what it sends may come from any of its ports
 * @param key signs what is sent to it, and must sign what it answers; empty for unsigned messages
 * @param source the local address to send from, of the family of {@code address}; empty leaves it
 *     to the operating system
 */
public record ExchangePeer(
    InetSocketAddress address, Optional<TsigKey> key, Optional<InetAddress> source) {
  /**
   * Describes a server.
   *
   * @throws IllegalArgumentException if the source is of another family than the address
   */
  public ExchangePeer {
    if (source.filter(from -> !isReachable(address, from)).isPresent()) {
      throw new IllegalArgumentException(
          "source " + source.get().getHostAddress() + " (expected: of the family of the address)");
    }
  }

  /**
   * Describes a server to which the operating system chooses the way.
   *
   * @param address where it listens
   * @param key signs what is sent to it, if anything does
   */
  public ExchangePeer(InetSocketAddress address, Optional<TsigKey> key) {
    this(address, key, Optional.empty());
  }

  /** Returns the address as in {@code 192.0.2.1:53} or {@code [2001:db8::1]:53}. */
  @Override
  public String toString() {
    String host = Network.text(address.getAddress());
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
  }

  private static boolean isReachable(InetSocketAddress address, InetAddress from) {
    return from instanceof Inet4Address == address.getAddress() instanceof Inet4Address;
  }
}
