package dev.gslb.cluster.runtime;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Addresses as text, in one form each, so that they can be keys. Never asks a name server. */
final class AddressText {
  private static final String OCTET = "(25[0-5]|2[0-4]\\d|1?\\d?\\d)";
  private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f.]{0,15}:[0-9A-Fa-f:.]{1,45}");

  /** Groups of an IPv6 address. */
  private static final int GROUPS = 8;

  private AddressText() {}

  /** Parses an IPv4 or IPv6 literal; null for anything else. */
  static @Nullable InetAddress parse(String text) {
    if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
      return null;
    }
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      return null;
    }
  }

  /** Prints an address, IPv6 in its short form (RFC 5952 section 4). */
  static String print(InetAddress address) {
    byte[] octets = address.getAddress();
    if (octets.length < 2 * GROUPS) {
      return address.getHostAddress();
    }
    int from = GROUPS;
    int length = 1; // one group of zeros stays as it is
    for (int i = 0; i < GROUPS; i++) {
      int zeros = zeros(octets, i);
      if (zeros > length) {
        from = i;
        length = zeros;
      }
    }
    if (from == GROUPS) {
      return groups(octets, 0, GROUPS);
    }
    return groups(octets, 0, from) + "::" + groups(octets, from + length, GROUPS);
  }

  /** How many groups from one on are zero. */
  private static int zeros(byte[] octets, int from) {
    int end = from;
    while (end < GROUPS && group(octets, end) == 0) {
      end++;
    }
    return end - from;
  }

  private static String groups(byte[] octets, int from, int to) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < to; i++) {
      text.append(i == from ? "" : ":").append(Integer.toHexString(group(octets, i)));
    }
    return text.toString();
  }

  private static int group(byte[] octets, int at) {
    return (octets[2 * at] & 0xFF) << Byte.SIZE | (octets[2 * at + 1] & 0xFF);
  }
}
