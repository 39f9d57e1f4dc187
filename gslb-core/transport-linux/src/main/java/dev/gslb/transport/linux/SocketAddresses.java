package dev.gslb.transport.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;

/** The layouts of {@code sockaddr_in} and {@code sockaddr_in6}. */
final class SocketAddresses {
  static final int IPV4 = 2;
  static final int IPV6 = 10;

  /** The octets reserved for either. */
  static final int SIZE = 32;

  private static final int IPV4_LENGTH = 16;
  private static final int IPV6_LENGTH = 28;
  private static final long PORT = 2;
  private static final long IPV4_OCTETS = 4;
  private static final long IPV6_OCTETS = 8;
  private static final long SCOPE = 24;
  private static final long MAPPED = 0xFFFF;

  private static final ValueLayout.OfShort FAMILY = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final ValueLayout.OfShort NETWORK_SHORT = FAMILY.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfInt NETWORK_INT = INT.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong NETWORK_LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private SocketAddresses() {}

  static int family(InetSocketAddress address) {
    return address.getAddress() instanceof Inet6Address ? IPV6 : IPV4;
  }

  static int length(int family) {
    return family == IPV6 ? IPV6_LENGTH : IPV4_LENGTH;
  }

  static void write(InetSocketAddress address, MemorySegment to) {
    byte[] octets = address.getAddress().getAddress();
    int family = family(address);
    to.fill((byte) 0);
    to.set(FAMILY, 0, (short) family);
    to.set(NETWORK_SHORT, PORT, (short) address.getPort());
    long at = family == IPV6 ? IPV6_OCTETS : IPV4_OCTETS;
    MemorySegment.copy(octets, 0, to, JAVA_BYTE, at, octets.length);
    if (address.getAddress() instanceof Inet6Address ipv6) {
      to.set(INT, SCOPE, ipv6.getScopeId());
    }
  }

  /** Reads the address at an offset; an IPv4-mapped one becomes IPv4. */
  static InetSocketAddress read(MemorySegment from, long offset) {
    boolean ipv6 = from.get(FAMILY, offset) == IPV6;
    byte[] octets = new byte[ipv6 ? 16 : 4];
    long at = offset + (ipv6 ? IPV6_OCTETS : IPV4_OCTETS);
    MemorySegment.copy(from, JAVA_BYTE, at, octets, 0, octets.length);
    int port = Short.toUnsignedInt(from.get(NETWORK_SHORT, offset + PORT));
    try {
      InetAddress address = InetAddress.getByAddress(octets);
      if (address instanceof Inet6Address && address.isLinkLocalAddress()) {
        int scope = from.get(INT, offset + SCOPE);
        address = Inet6Address.getByAddress(null, octets, scope);
      }
      return new InetSocketAddress(address, port);
    } catch (UnknownHostException e) {
      throw new AssertionError("4 or 16 octets", e);
    }
  }

  static boolean isIpv4(MemorySegment from, long offset) {
    return from.get(FAMILY, offset) == IPV4
        || (from.get(NETWORK_LONG, offset + IPV6_OCTETS) == 0
            && from.get(NETWORK_INT, offset + IPV6_OCTETS + 8) == MAPPED);
  }

  /** The bits of {@link dev.gslb.spi.Inbound#clientHigh}. */
  static long high(MemorySegment from, long offset) {
    if (from.get(FAMILY, offset) == IPV4) {
      return Integer.toUnsignedLong(from.get(NETWORK_INT, offset + IPV4_OCTETS));
    }
    return isIpv4(from, offset)
        ? Integer.toUnsignedLong(from.get(NETWORK_INT, offset + IPV6_OCTETS + 12))
        : from.get(NETWORK_LONG, offset + IPV6_OCTETS);
  }

  /** The bits of {@link dev.gslb.spi.Inbound#clientLow}. */
  static long low(MemorySegment from, long offset) {
    return isIpv4(from, offset) ? 0 : from.get(NETWORK_LONG, offset + IPV6_OCTETS + 8);
  }
}
