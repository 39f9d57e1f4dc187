package dev.gslb.internal.engine;

import dev.gslb.spi.Network;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A set of addresses, found by bisection. Immutable.
 *
 * <pre>
 *   ipv4    first, last                                    of each range, ascending
 *   ipv6    first high, first low, last high, last low     the same, unsigned
 * </pre>
 *
 * <p>Two networks are one within the other or have nothing in common: without those within others,
 * the ranges are disjoint.
 */
final class AddressRanges {
  private static final int IPV4_OCTETS = 4;
  private static final int IPV4_WORDS = 2;
  private static final int IPV6_WORDS = 4;

  private final long[] ipv4;
  private final long[] ipv6;

  /** Gathers the addresses of networks. */
  AddressRanges(List<Network> networks) {
    this.ipv4 = flatten(networks, true);
    this.ipv6 = flatten(networks, false);
  }

  /** Addresses of one family from a first to a last one, an IPv4 address being a low half. */
  private record Range(long firstHigh, long firstLow, long lastHigh, long lastLow) {
    static Range of(Network network) {
      InetAddress address = network.address();
      ByteBuffer octets = ByteBuffer.wrap(address.getAddress());
      boolean isIpv4 = octets.limit() == IPV4_OCTETS;
      long high = isIpv4 ? 0 : octets.getLong();
      long low = isIpv4 ? octets.getInt() & 0xFFFF_FFFFL : octets.getLong();
      int free = 8 * octets.limit() - network.prefixLength();
      long highFree = ones(free - Long.SIZE);
      long lowFree = ones(Math.min(free, Long.SIZE));
      return new Range(high & ~highFree, low & ~lowFree, high | highFree, low | lowFree);
    }

    private static long ones(int bits) {
      return bits <= 0 ? 0 : -1L >>> (Long.SIZE - bits);
    }

    boolean isWithin(Range other) {
      int ends = Long.compareUnsigned(lastHigh, other.lastHigh);
      return ends < 0 || (ends == 0 && Long.compareUnsigned(lastLow, other.lastLow) <= 0);
    }
  }

  private static long[] flatten(List<Network> networks, boolean isIpv4) {
    List<Range> sorted =
        networks.stream()
            .filter(network -> network.address().getAddress().length == IPV4_OCTETS == isIpv4)
            .sorted(Comparator.comparingInt(Network::prefixLength))
            .map(Range::of)
            .sorted(
                Comparator.comparing(Range::firstHigh, Long::compareUnsigned)
                    .thenComparing(Range::firstLow, Long::compareUnsigned))
            .toList();
    List<Range> disjoint = new ArrayList<>();
    for (Range range : sorted) {
      // Of those that begin at one address the widest comes first: both sorts are stable.
      if (disjoint.isEmpty() || !range.isWithin(disjoint.get(disjoint.size() - 1))) {
        disjoint.add(range);
      }
    }
    long[] words = new long[disjoint.size() * (isIpv4 ? IPV4_WORDS : IPV6_WORDS)];
    int at = 0;
    for (Range range : disjoint) {
      if (!isIpv4) {
        words[at++] = range.firstHigh;
      }
      words[at++] = range.firstLow;
      if (!isIpv4) {
        words[at++] = range.lastHigh;
      }
      words[at++] = range.lastLow;
    }
    return words;
  }

  /**
   * Says whether an address is in the set.
   *
   * @param isIpv4 its family
   * @param high its first 64 bits, or an IPv4 address in the lower half
   * @param low its last 64 bits; of no effect for IPv4
   * @return true if it is
   */
  boolean contains(boolean isIpv4, long high, long low) {
    return isIpv4 ? containsIpv4(high & 0xFFFF_FFFFL) : containsIpv6(high, low);
  }

  private boolean containsIpv4(long address) {
    int from = 0;
    int to = ipv4.length / IPV4_WORDS;
    while (from < to) {
      int middle = (from + to) >>> 1;
      int at = IPV4_WORDS * middle;
      if (address < ipv4[at]) {
        to = middle;
      } else if (address > ipv4[at + 1]) {
        from = middle + 1;
      } else {
        return true;
      }
    }
    return false;
  }

  private boolean containsIpv6(long high, long low) {
    int from = 0;
    int to = ipv6.length / IPV6_WORDS;
    while (from < to) {
      int middle = (from + to) >>> 1;
      int at = IPV6_WORDS * middle;
      if (isBelow(high, low, ipv6[at], ipv6[at + 1])) {
        to = middle;
      } else if (isBelow(ipv6[at + 2], ipv6[at + 3], high, low)) {
        from = middle + 1;
      } else {
        return true;
      }
    }
    return false;
  }

  private static boolean isBelow(long high, long low, long otherHigh, long otherLow) {
    return high == otherHigh
        ? Long.compareUnsigned(low, otherLow) < 0
        : Long.compareUnsigned(high, otherHigh) < 0;
  }
}
