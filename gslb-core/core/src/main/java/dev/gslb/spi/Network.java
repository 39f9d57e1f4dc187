package dev.gslb.spi;

import java.net.InetAddress;

/**
 * All addresses that begin with the same bits.
 *
 * @param address whose first bits count
 * @param prefixLength how many bits count
 */
public record Network(InetAddress address, int prefixLength) {
  /** Checks the range. */
  public Network {
    int bits = 8 * address.getAddress().length;
    if (prefixLength < 0 || prefixLength > bits) {
      throw new IllegalArgumentException(
          "prefix length " + prefixLength + " (expected: 0.." + bits + ")");
    }
  }

  /**
   * Says whether an address is in the network.
   *
   * @param other of any family; those of the other one are not
   * @return true if its first bits are the same
   */
  public boolean contains(InetAddress other) {
    byte[] mine = address.getAddress();
    byte[] theirs = other.getAddress();
    if (mine.length != theirs.length) {
      return false;
    }
    for (int bit = 0; bit < prefixLength; bit += 8) {
      int mask = prefixLength - bit >= 8 ? 0xFF : 0xFF << (8 - (prefixLength - bit));
      if (((mine[bit / 8] ^ theirs[bit / 8]) & mask & 0xFF) != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return text(address) + "/" + prefixLength;
  }

  /**
   * Prints an address, IPv6 in its short form (RFC 5952 section 4).
   *
   * @param address of any family
   * @return the text
   */
  public static String text(InetAddress address) {
    byte[] octets = address.getAddress();
    if (octets.length == 4) {
      return address.getHostAddress();
    }
    int[] groups = new int[8];
    for (int i = 0; i < 8; i++) {
      groups[i] = (octets[2 * i] & 0xFF) << 8 | (octets[2 * i + 1] & 0xFF);
    }
    int from = -1;
    int length = 1;
    for (int i = 0; i < 8; i++) {
      int zeros = 0;
      while (i + zeros < 8 && groups[i + zeros] == 0) {
        zeros++;
      }
      if (zeros > length) {
        from = i;
        length = zeros;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == from) {
        text.append("::");
        i += length - 1;
      } else {
        boolean first = text.isEmpty() || text.charAt(text.length() - 1) == ':';
        text.append(first ? "" : ":").append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }
}
