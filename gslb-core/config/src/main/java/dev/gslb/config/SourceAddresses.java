package dev.gslb.config;

import dev.gslb.spi.Network;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads {@code source}: the addresses that other servers are asked from. */
final class SourceAddresses {
  private static final String SOURCE = "source";
  private static final String ADDRESS = "an IP address of this host";
  private static final String ADDRESSES = ADDRESS + ", or one of each family";

  /** By whether it is IPv4. */
  private final Map<Boolean, InetAddress> defaults = new HashMap<>();

  /** Reads what holds for all servers, from {@code transfers}. */
  void read(MapReader transfers) {
    for (Node.Scalar text : transfers.textOrTexts(SOURCE, ADDRESSES)) {
      InetAddress source = parse(text.text());
      if (source == null || defaults.putIfAbsent(isIpv4(source), source) != null) {
        transfers.problems().add(text, ADDRESSES);
      }
    }
  }

  /**
   * Reads what holds for a server; what it does not set is as for all.
   *
   * @param address of the server; null if it was noted as a problem
   */
  Optional<InetAddress> of(MapReader server, @Nullable InetSocketAddress address) {
    InetAddress own = server.parsed(SOURCE, ADDRESS, SourceAddresses::parse);
    if (address == null) {
      return Optional.empty();
    }
    boolean ipv4 = isIpv4(address.getAddress());
    if (own == null) {
      return Optional.ofNullable(defaults.get(ipv4));
    }
    if (isIpv4(own) != ipv4) {
      String expected = "an IPv" + (ipv4 ? 4 : 6) + " address, as the server's is";
      server.problems().add(server.place(SOURCE), Network.text(own), expected);
      return Optional.empty();
    }
    return Optional.of(own);
  }

  private static @Nullable InetAddress parse(String text) {
    InetAddress address = Addresses.literal(text);
    boolean isOne =
        address != null && !address.isAnyLocalAddress() && !address.isMulticastAddress();
    return isOne ? address : null;
  }

  private static boolean isIpv4(InetAddress address) {
    return address instanceof Inet4Address;
  }
}
