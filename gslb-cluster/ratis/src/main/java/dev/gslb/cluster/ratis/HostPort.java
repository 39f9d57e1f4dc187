package dev.gslb.cluster.ratis;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An address of a node.
 *
 * @param host a name, an IPv4 address, or an IPv6 address without brackets
 * @param port 1 to 65535
 */
record HostPort(String host, int port) {

  /** What stands in for an address that is wrong. */
  static final HostPort LOOPBACK = new HostPort("127.0.0.1", 1);

  private static final Pattern FORM =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)\\]|([A-Za-z0-9._-]+)):(\\d{1,5})");
  private static final int MOST = 65535;

  /** Reads {@code host:port} or {@code [address]:port}, or returns null. */
  static @Nullable HostPort parse(String text) {
    Matcher match = FORM.matcher(text);
    if (!match.matches()) {
      return null;
    }
    int port = Integer.parseInt(match.group(3));
    String host = match.group(1) != null ? match.group(1) : match.group(2);
    return port < 1 || port > MOST ? null : new HostPort(host, port);
  }

  boolean isLoopback() {
    if (host.equals("localhost")) {
      return true;
    }
    InetAddress address = literal();
    return address != null && address.isLoopbackAddress();
  }

  boolean isAnyAddress() {
    InetAddress address = literal();
    return address != null && address.isAnyLocalAddress();
  }

  /** Returns the address if the host is one, without asking for a name. */
  private @Nullable InetAddress literal() {
    if (!host.contains(":") && !host.matches("[0-9.]+")) {
      return null;
    }
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      return null;
    }
  }

  @Override
  public String toString() {
    return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
  }
}
