package dev.gslb.internal.exchange;

import dev.gslb.spi.ExchangePeer;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.ZoneTransferException;

/**
 * Asks for one transfer over TCP and reads what comes. With a key, every message must fit the
 * signatures (RFC 8945 section 5.3.1). An interrupt ends it. One thread.
 */
final class TransferConnection implements AutoCloseable {
  private static final int LENGTH_OCTETS = 2;
  private static final int BUFFER = 1 << 16;
  private static final int MAX_CONNECT_MILLIS = 10_000;

  private final SocketChannel channel;
  private final @Nullable TSIG key;
  private final long deadlineNanos;

  /**
   * Connects.
   *
   * @param wait for all of the transfer
   */
  TransferConnection(ExchangePeer peer, Duration wait) throws IOException {
    key = PeerLink.key(peer);
    deadlineNanos = System.nanoTime() + wait.toNanos();
    channel = SocketChannel.open();
    try {
      if (peer.source().isPresent()) {
        channel.bind(PeerLink.source(peer.source().get()));
      }
      channel.socket().connect(peer.address(), Math.min(MAX_CONNECT_MILLIS, leftMillis()));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private int leftMillis() throws SocketTimeoutException {
    long left = (deadlineNanos - System.nanoTime()) / 1_000_000;
    if (left <= 0) {
      throw new SocketTimeoutException("the transfer took too long");
    }
    return (int) Math.min(left, Integer.MAX_VALUE);
  }

  /**
   * Asks, and reads messages until the transfer is over.
   *
   * @param query of type AXFR or IXFR
   */
  void transfer(Message query, TransferReader reader) throws IOException, ZoneTransferException {
    TSIG.StreamVerifier verifier = null;
    if (key != null) {
      key.apply(query, null);
      verifier = new TSIG.StreamVerifier(key, query.getTSIG());
    }
    byte[] octets = query.toWire(Message.MAXLENGTH);
    ByteBuffer framed = ByteBuffer.allocate(LENGTH_OCTETS + octets.length);
    OutputStream out = channel.socket().getOutputStream();
    out.write(framed.putShort((short) octets.length).put(octets).array());
    InputStream timed = new Timed(channel.socket().getInputStream());
    DataInputStream in = new DataInputStream(new BufferedInputStream(timed, BUFFER));
    while (!reader.isEnded()) {
      byte[] bytes = new byte[in.readUnsignedShort()];
      in.readFully(bytes);
      Message message = new Message(bytes);
      if (verifier != null) {
        int error = verifier.verify(message, bytes, false);
        if (error != Rcode.NOERROR) {
          throw new ZoneTransferException("TSIG: " + Rcode.TSIGstring(error));
        }
      }
      reader.read(message);
      if (verifier != null && reader.isEnded() && message.getTSIG() == null) {
        throw new ZoneTransferException("TSIG: the last message is not signed");
      }
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** Waits in each read no longer than what is left for all. */
  private final class Timed extends InputStream {
    private final InputStream in;

    Timed(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      channel.socket().setSoTimeout(leftMillis());
      return in.read(into, from, length);
    }
  }
}
