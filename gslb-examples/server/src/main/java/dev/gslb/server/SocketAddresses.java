package dev.gslb.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Address;

/** Reads addresses with a port. */
final class SocketAddresses {
  private SocketAddresses() {}

  /** Reads one of a command line, where the name of a host may stand too: it is looked up. */
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

  /** Reads one without looking up anything; null if it has no literal address. */
  static @Nullable InetSocketAddress literal(String text) {
    int colon = text.lastIndexOf(':');
    try {
      String host = text.substring(0, colon).replaceAll("^\\[|]$", "");
      int port = Integer.parseInt(text.substring(colon + 1));
      return new InetSocketAddress(Address.getByAddress(host), port);
    } catch (IndexOutOfBoundsException | IllegalArgumentException | UnknownHostException e) {
      return null;
    }
  }
}
