package dev.gslb.config;

import dev.gslb.spi.Network;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Parses addresses. Never asks a name server. */
final class Addresses {
  /** What a network looks like, for messages. */
  static final String NETWORK = "a network such as 192.0.2.0/24, or an address";

  private static final int MAPPED_BITS = 96;

  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]{2,45}");
  private static final Pattern LISTEN =
      Pattern.compile("(?:\\[([^\\[\\]]{2,45})\\]|([^:\\[\\]]{0,45})):(\\d{1,5})");
  private static final Pattern PREFIX = Pattern.compile("([0-9A-Fa-f:.]{2,45})/(\\d{1,3})");

  private static final Pattern BRACKETED = Pattern.compile("\\[([0-9A-Fa-f:.]{2,45})\\]");

  private Addresses() {}

  /** Parses an IPv4 or IPv6 literal; null for anything else. */
  static @Nullable InetAddress literal(String text) {
    boolean ipv6 = text.indexOf(':') >= 0;
    if (!(ipv6 ? IPV6 : IPV4).matcher(text).matches()) {
      return null;
    }
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      return null;
    }
  }

  /**
   * Every local address: the IPv6 wildcard stands for both families, while the JVM's own choice may
   * be IPv4 alone.
   */
  static InetSocketAddress every(int port) {
    return new InetSocketAddress(literal("::"), port);
  }

  /** Parses {@code host:port}, {@code [v6]:port} or {@code :port}; the host is a literal. */
  static @Nullable InetSocketAddress listen(String text) {
    Matcher match = LISTEN.matcher(text);
    if (!match.matches()) {
      return null;
    }
    int port = Integer.parseInt(match.group(3));
    if (port > 0xFFFF) {
      return null;
    }
    String bracketed = match.group(1);
    String host = bracketed != null ? bracketed : String.valueOf(match.group(2));
    if (host.isEmpty()) {
      return every(port);
    }
    if (host.equals("localhost")) {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }
    InetAddress address = literal(host);
    boolean wrongForm = (bracketed != null) != (host.indexOf(':') >= 0);
    return address == null || wrongForm ? null : new InetSocketAddress(address, port);
  }

  /** Says whether a text is a prefix in CIDR notation. */
  static boolean isPrefix(String text) {
    Matcher match = PREFIX.matcher(text);
    if (!match.matches() || literal(match.group(1)) == null) {
      return false;
    }
    return Integer.parseInt(match.group(2)) <= (text.indexOf(':') >= 0 ? 128 : 32);
  }

  /** Reads a list of networks, or one. */
  static List<Network> networks(MapReader section, String key) {
    List<Network> networks = new ArrayList<>();
    for (Node.Scalar text : section.textOrTexts(key, NETWORK)) {
      Network network = network(text.text());
      if (network == null) {
        section.problems().add(text, NETWORK);
      } else {
        networks.add(network);
      }
    }
    return networks;
  }

  /** Parses a prefix in CIDR notation, or an address, which is one; null for anything else. */
  static @Nullable Network network(String text) {
    InetAddress single = literal(text);
    if (single != null) {
      return new Network(single, Byte.SIZE * single.getAddress().length);
    }
    if (!isPrefix(text)) {
      return null;
    }
    int slash = text.indexOf('/');
    InetAddress address = literal(text.substring(0, slash));
    int prefix = Integer.parseInt(text.substring(slash + 1));
    // An IPv4 address in the form of an IPv6 one, ::ffff:192.0.2.0, is IPv4 here.
    boolean isMapped = address instanceof Inet4Address && text.indexOf(':') >= 0;
    int length = isMapped ? prefix - MAPPED_BITS : prefix;
    return address == null || length < 0 ? null : new Network(address, length);
  }

  /** Rewrites the IPv6 literal in {@code region/[v6]:port}, if there is one, to its short form. */
  static String shortened(String endpointId) {
    Matcher match = BRACKETED.matcher(endpointId);
    if (!match.find()) {
      return endpointId;
    }
    InetAddress address = literal(match.group(1));
    return address == null
        ? endpointId
        : endpointId.substring(0, match.start(1))
            + Network.text(address)
            + endpointId.substring(match.end(1));
  }
}
