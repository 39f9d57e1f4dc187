package dev.gslb.internal.exchange;

import dev.gslb.spi.ExchangePeer;
import dev.gslb.spi.Network;
import dev.gslb.spi.TsigKey;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.PortUnreachableException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TSIGRecord;

/** How dnsjava reaches another server: from which address, and with which key. */
final class PeerLink {
  private PeerLink() {}

  /**
   * Makes a resolver that asks a server.
   *
   * @throws IOException if this host has not the address to ask from
   */
  static SimpleResolver resolver(ExchangePeer peer, Duration wait) throws IOException {
    SimpleResolver resolver = new SimpleResolver(peer.address());
    if (peer.source().isPresent()) {
      resolver.setLocalAddress(source(peer.source().get()));
    }
    resolver.setTimeout(wait);
    resolver.setTSIGKey(key(peer));
    return resolver;
  }

  /** An address of this host, with a port of the system's choice. */
  static InetSocketAddress source(InetAddress from) throws IOException {
    if (!from.isLoopbackAddress() && NetworkInterface.getByInetAddress(from) == null) {
      throw new IOException("the source " + Network.text(from) + " is no address of this host");
    }
    return new InetSocketAddress(from, 0);
  }

  /** The key of a server; null if it has none. */
  static @Nullable TSIG key(ExchangePeer peer) {
    return peer.key().map(PeerLink::key).orElse(null);
  }

  private static TSIG key(TsigKey key) {
    try {
      return new TSIG(
          Name.fromString(key.algorithm().text(), Name.root),
          new Name(key.name().wire()),
          key.secret());
    } catch (IOException e) {
      throw new IllegalStateException("a key's name is a name", e);
    }
  }

  /** The RCODE of an answer, with the error of its signature if it tells one. */
  static String rcode(Message answer) {
    TSIGRecord tsig = answer.getTSIG();
    String error =
        tsig == null || tsig.getError() == Rcode.NOERROR
            ? ""
            : " with the TSIG error " + Rcode.TSIGstring(tsig.getError());
    return Rcode.string(answer.getRcode()) + error;
  }

  /** What went wrong on the way to a server and back. */
  static String text(Throwable failure) {
    if (failure instanceof CompletionException && failure.getCause() != null) {
      return text(failure.getCause());
    }
    if (failure instanceof PortUnreachableException) {
      return "nobody listens there";
    }
    if (failure instanceof EOFException) {
      return "the connection ended before the answer did";
    }
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }
}
