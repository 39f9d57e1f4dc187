package dev.gslb.internal.transport;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
        distinct(
            addresses.stream()
                .map(each -> ipv6 || !isIpv6Wildcard(each) ? each : ipv4Wildcard(each.getPort()))
                .toList());
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
    List<InetSocketAddress> specific = new ArrayList<>();
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
    return distinct(specific);
  }

  /** Link-local addresses of two interfaces are two, which their equals does not see. */
  private static List<InetSocketAddress> distinct(List<InetSocketAddress> addresses) {
    Map<String, InetSocketAddress> distinct = new LinkedHashMap<>();
    for (InetSocketAddress each : addresses) {
      distinct.putIfAbsent(each.getAddress().getHostAddress() + " " + each.getPort(), each);
    }
    return List.copyOf(distinct.values());
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
