package dev.gslb.internal.exchange;

import dev.gslb.internal.engine.Sender;
import dev.gslb.internal.wire.QueryReader;
import dev.gslb.internal.wire.Wire;
import dev.gslb.spi.Network;
import dev.gslb.spi.Responder;
import dev.gslb.zone.DomainName;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;

/** One request at the desk, with the way to answer it. Used by one thread at a time. */
final class Request {
  private final InetSocketAddress client;
  private final boolean stream;
  private final byte[] message;
  private final QueryReader query = new QueryReader();
  private final @Nullable Tsig tsig;
  private final Responder responder;
  private final InstantSource clock;

  /**
   * Takes a request.
   *
   * @param message as the client sent it, found readable before
   * @param tsig its signature; null if it has none
   */
  Request(
      InetSocketAddress client,
      boolean stream,
      byte[] message,
      @Nullable Tsig tsig,
      Responder responder,
      InstantSource clock) {
    this.client = client;
    this.stream = stream;
    this.message = message;
    this.tsig = tsig;
    this.responder = responder;
    this.clock = clock;
    query.read(message, message.length);
  }

  InetSocketAddress client() {
    return client;
  }

  boolean isStream() {
    return stream;
  }

  /** Who sent it, and with whose signature. */
  Sender sender() {
    return new Sender(client, stream, signer());
  }

  byte[] message() {
    return message;
  }

  QueryReader query() {
    return query;
  }

  /** The signature; null if there is none. */
  @Nullable Tsig tsig() {
    return tsig;
  }

  /** The key whose signature is right; null if there is none. */
  @Nullable DomainName signer() {
    return tsig == null ? null : tsig.signer();
  }

  /** Who sent it, for a reader of the log. */
  String who() {
    DomainName signer = signer();
    String from = Network.text(client.getAddress());
    return signer == null ? from : from + " with the key " + signer;
  }

  /** The serial that a NOTIFY tells (RFC 1996 section 3.7), or {@link NotifyDesk#NO_SERIAL}. */
  long toldSerial() {
    try {
      for (Record record : new Message(message).getSection(Section.ANSWER)) {
        if (record instanceof SOARecord soa) {
          return soa.getSerial();
        }
      }
      return NotifyDesk.NO_SERIAL;
    } catch (IOException | RuntimeException e) {
      return NotifyDesk.NO_SERIAL;
    }
  }

  /** Octets that an answer's message may have before it is signed. */
  int limit(int maxUdpBytes) {
    int signature = tsig == null ? 0 : tsig.length();
    int most = stream ? Wire.MAX_MESSAGE : Math.min(query.udpLimit(), maxUdpBytes);
    return Math.max(Wire.PLAIN_UDP_LIMIT, most) - signature;
  }

  /**
   * Sends one message of the answer, signed if the request was.
   *
   * @param buffer of {@link Wire#MAX_MESSAGE} octets
   * @return false if the client is gone: the caller stops
   */
  boolean send(byte[] buffer, int length) throws InterruptedException {
    int size = tsig == null ? length : tsig.sign(buffer, length, clock.millis() / 1_000);
    return responder.send(buffer, size);
  }

  /** Ends the answer. */
  void close() {
    responder.close();
  }
}
