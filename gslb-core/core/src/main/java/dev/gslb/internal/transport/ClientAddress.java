package dev.gslb.internal.transport;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * The sender of a request as bits, worked out only when a router asks: the JDK copies an address
 * whenever its octets are read.
 */
final class ClientAddress {
  private InetSocketAddress socket = new InetSocketAddress(0);
  private boolean known;
  private long high;
  private long low;

  void set(InetSocketAddress socket) {
    this.socket = socket;
    this.known = false;
  }

  InetSocketAddress socket() {
    return socket;
  }

  boolean isIpv4() {
    return socket.getAddress() instanceof Inet4Address;
  }

  long high() {
    workOut();
    return high;
  }

  long low() {
    workOut();
    return low;
  }

  private void workOut() {
    if (known) {
      return;
    }
    InetAddress address = socket.getAddress();
    byte[] octets = address.getAddress();
    if (octets.length == 4) {
      high = bits(octets, 0, 4);
      low = 0;
    } else {
      high = bits(octets, 0, 8);
      low = bits(octets, 8, 8);
    }
    known = true;
  }

  private static long bits(byte[] octets, int from, int count) {
    long bits = 0;
    for (int i = from; i < from + count; i++) {
      bits = bits << 8 | (octets[i] & 0xFF);
    }
    return bits;
  }
}
