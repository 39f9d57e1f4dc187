package dev.gslb.config;

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
    return Addresses.text(address) + "/" + prefixLength;
  }
}
