package dev.gslb.cluster.runtime;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A network.
 *
 * @param address its first address: no bit is set behind the prefix
 * @param prefixLength 0 to 32 or 0 to 128
 */
public record GeoPrefix(InetAddress address, int prefixLength) {
  private static final Pattern FORM = Pattern.compile("([^/]{2,45})/(0|[1-9]\\d{0,2})");

  /** Checks the range and the bits behind the prefix. */
  public GeoPrefix {
    byte[] octets = address.getAddress();
    int bits = Byte.SIZE * octets.length;
    if (prefixLength < 0 || prefixLength > bits) {
      throw new IllegalArgumentException(
          "prefix length " + prefixLength + " (expected: 0.." + bits + ")");
    }
    byte[] cut = cut(octets, prefixLength);
    if (!Arrays.equals(cut, octets)) {
      throw new IllegalArgumentException(
          "cidr "
              + text(octets, prefixLength)
              + " (expected: no bits set behind the prefix, as in "
              + text(cut, prefixLength)
              + ")");
    }
  }

  /**
   * Parses a prefix in CIDR notation.
   *
   * @param text such as {@code 10.0.0.0/8}
   * @return the prefix
   * @throws IllegalArgumentException if it is none, saying what was expected
   */
  public static GeoPrefix of(String text) {
    Matcher match = FORM.matcher(text);
    InetAddress address = match.matches() ? AddressText.parse(match.group(1)) : null;
    if (address == null) {
      throw new IllegalArgumentException(
          "cidr '" + text + "' (expected: a prefix such as 10.0.0.0/8 or 2001:db8::/32)");
    }
    return new GeoPrefix(address, Integer.parseInt(match.group(2)));
  }

  private static byte[] cut(byte[] octets, int bits) {
    byte[] cut = new byte[octets.length];
    for (int i = 0; i < octets.length; i++) {
      int left = Math.max(0, Math.min(Byte.SIZE, bits - Byte.SIZE * i));
      cut[i] = (byte) (octets[i] & (0xFF << (Byte.SIZE - left)));
    }
    return cut;
  }

  private static String text(byte[] octets, int prefixLength) {
    try {
      return AddressText.print(InetAddress.getByAddress(octets)) + "/" + prefixLength;
    } catch (UnknownHostException e) {
      throw new AssertionError("4 or 16 octets are an address", e);
    }
  }

  @Override
  public String toString() {
    return text(address.getAddress(), prefixLength);
  }
}
