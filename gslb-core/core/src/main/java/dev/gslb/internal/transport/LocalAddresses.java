package dev.gslb.internal.transport;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Works out where sockets are bound. */
final class LocalAddresses {
  private LocalAddresses() {}

  /**
   * Leaves out addresses that a wildcard address covers, or puts the addresses of this host in the
   * place of a wildcard one.
   */
  static List<InetSocketAddress> toBind(List<InetSocketAddress> addresses, boolean wildcards)
      throws IOException {
    for (InetSocketAddress address : addresses) {
      if (address.isUnresolved()) {
        throw new IOException(address + ": not an address of this host");
      }
    }
    return wildcards ? uncovered(addresses) : expanded(addresses);
  }

  private static List<InetSocketAddress> uncovered(List<InetSocketAddress> addresses)
      throws IOException {
    boolean ipv6 = ofHost().stream().anyMatch(Inet6Address.class::isInstance);
    List<InetSocketAddress> bindable =
        addresses.stream()
            .map(each -> ipv6 || !isIpv6Wildcard(each) ? each : ipv4Wildcard(each.getPort()))
            .distinct()
            .toList();
    return bindable.stream()
        .filter(each -> bindable.stream().noneMatch(other -> covers(other, each)))
        .toList();
  }

  private static boolean isIpv6Wildcard(InetSocketAddress address) {
    return address.getAddress() instanceof Inet6Address && address.getAddress().isAnyLocalAddress();
  }

  private static InetSocketAddress ipv4Wildcard(int port) {
    return new InetSocketAddress("0.0.0.0", port);
  }

  private static boolean covers(InetSocketAddress wildcard, InetSocketAddress address) {
    return wildcard.getAddress().isAnyLocalAddress()
        && wildcard.getPort() == address.getPort()
        && !wildcard.equals(address)
        && (isIpv6Wildcard(wildcard) || address.getAddress() instanceof Inet4Address);
  }

  private static List<InetSocketAddress> expanded(List<InetSocketAddress> addresses)
      throws IOException {
    Set<InetSocketAddress> specific = new LinkedHashSet<>();
    for (InetSocketAddress address : addresses) {
      if (!address.getAddress().isAnyLocalAddress()) {
        specific.add(address);
        continue;
      }
      boolean both = isIpv6Wildcard(address);
      List<InetAddress> local =
          ofHost().stream().filter(each -> both || each instanceof Inet4Address).toList();
      if (local.isEmpty()) {
        throw new IOException(
            address.getAddress().getHostAddress() + ": this host has no such address");
      }
      local.forEach(each -> specific.add(new InetSocketAddress(each, address.getPort())));
    }
    return List.copyOf(specific);
  }

  private static List<InetAddress> ofHost() throws IOException {
    List<InetAddress> addresses = new ArrayList<>();
    for (NetworkInterface device : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      if (device.isUp()) {
        addresses.addAll(Collections.list(device.getInetAddresses()));
      }
    }
    return addresses;
  }
}
