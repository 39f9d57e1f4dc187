package dev.gslb.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Reads addresses of command lines, where names of hosts may stand too. */
final class SocketAddresses {
  private SocketAddresses() {}

  static InetSocketAddress parse(String option, String text) throws IOException {
    int colon = text.lastIndexOf(':');
    try {
      String host = text.substring(0, colon);
      boolean bracketed = host.startsWith("[") && host.endsWith("]");
      if (bracketed) {
        host = host.substring(1, host.length() - 1);
      }
      int port = Integer.parseInt(text.substring(colon + 1));
      return new InetSocketAddress(InetAddress.getByName(host), port);
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new IllegalArgumentException(option + " " + text + " (expected: HOST:PORT)", e);
    }
  }
}
