package dev.gslb.routing;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A prefix of the IPv4 or the IPv6 address space. The address is left-aligned in 128 bits: an IPv4
 * address is in the upper half of {@code high}, so that prefix lengths mean the same in both.
 *
 * @param ipv4 the family
 * @param high the first 64 bits
 * @param low the last 64 bits
 * @param prefixLength 0 to 32 or 0 to 128; later bits are zero
 */
record Cidr(boolean ipv4, long high, long low, int prefixLength) {
  private static final String DECIMAL_OCTET = "(?:0|[1-9]\\d{0,2})";
  private static final Pattern FORM =
      Pattern.compile(
          "("
              + DECIMAL_OCTET
              + "(?:\\."
              + DECIMAL_OCTET
              + "){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)"
              + "/(0|[1-9]\\d{0,2})");

  /** What is wrong with a text, in the words of an expectation. */
  static final class FormException extends Exception {
    private static final long serialVersionUID = 1L;

    FormException(String expected) {
      super(expected);
    }

    String expected() {
      return String.valueOf(getMessage());
    }
  }

  /** Makes the prefix of an address, given left-aligned; bits behind it are cleared. */
  static Cidr of(boolean ipv4, long high, long low, int prefixLength) {
    return new Cidr(
        ipv4,
        high & firstBits(Math.min(prefixLength, 64)),
        low & firstBits(Math.max(prefixLength - 64, 0)),
        prefixLength);
  }

  /** Reads such as 10.0.0.0/8 or 2001:db8::/32. Never asks the resolver. */
  static Cidr parse(String text) throws FormException {
    Matcher match = FORM.matcher(text);
    byte[] address = match.matches() ? octets(match.group(1)) : null;
    if (address == null) {
      throw new FormException("a prefix such as 10.0.0.0/8 or 2001:db8::/32");
    }
    int prefixLength = Integer.parseInt(match.group(2));
    int bits = address.length * Byte.SIZE;
    if (prefixLength > bits) {
      throw new FormException("a prefix length of 0.." + bits);
    }
    ByteBuffer buffer = ByteBuffer.wrap(address);
    boolean ipv4 = bits == 32;
    long high = ipv4 ? (long) buffer.getInt() << 32 : buffer.getLong();
    long low = ipv4 ? 0 : buffer.getLong();
    Cidr cidr = of(ipv4, high, low, prefixLength);
    if (cidr.high != high || cidr.low != low) {
      throw new FormException("no bits set behind the prefix, as in " + cidr);
    }
    return cidr;
  }

  private static byte @Nullable [] octets(String literal) {
    try {
      InetAddress address = InetAddress.getByName(literal);
      boolean mapped = literal.contains(":") && !(address instanceof Inet6Address);
      return mapped ? null : address.getAddress();
    } catch (UnknownHostException e) {
      return null;
    }
  }

  /** Says whether an address, given left-aligned, is in the prefix. */
  boolean contains(long otherHigh, long otherLow) {
    return ((high ^ otherHigh) & firstBits(Math.min(prefixLength, 64))) == 0
        && ((low ^ otherLow) & firstBits(Math.max(prefixLength - 64, 0))) == 0;
  }

  /** The first 64 bits of the address behind the last one; 0, with {@link #endLow}, if none is. */
  long endHigh() {
    if (prefixLength == 0) {
      return 0;
    }
    if (prefixLength <= 64) {
      return high + (1L << (64 - prefixLength));
    }
    return endLow() == 0 ? high + 1 : high;
  }

  /** The last 64 bits of the address behind the last one. */
  long endLow() {
    return prefixLength <= 64 ? 0 : low + (1L << (128 - prefixLength));
  }

  /** Says whether the prefix reaches to the end of the address space. */
  boolean isLast() {
    return endHigh() == 0 && endLow() == 0;
  }

  private static long firstBits(int count) {
    return count == 0 ? 0 : -1L << (64 - count);
  }

  @Override
  public String toString() {
    ByteBuffer buffer = ByteBuffer.allocate(ipv4 ? 4 : 16);
    if (ipv4) {
      buffer.putInt((int) (high >>> 32));
    } else {
      buffer.putLong(high).putLong(low);
    }
    try {
      return InetAddress.getByAddress(buffer.array()).getHostAddress() + "/" + prefixLength;
    } catch (UnknownHostException e) {
      throw new AssertionError("4 or 16 octets are an address", e);
    }
  }
}
