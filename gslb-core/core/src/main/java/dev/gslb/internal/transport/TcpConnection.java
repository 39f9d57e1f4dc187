package dev.gslb.internal.transport;

import static dev.gslb.internal.transport.TcpBuffers.LARGEST;
import static dev.gslb.internal.transport.TcpBuffers.LENGTH_PREFIX;

import dev.gslb.internal.wire.Bytes;
import dev.gslb.spi.Inbound;
import dev.gslb.spi.Responder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One TCP connection. Belongs to the loop's thread, and uses its buffers while it has its turn;
 * what is left at the end of a turn, a request begun or an answer that the client does not take, it
 * keeps.
 */
final class TcpConnection implements Inbound {
  private static final byte[] NOTHING = {};

  /** A buffer of this size is kept for the next request that comes in pieces. */
  private static final int KEPT_BUFFER = 512;

  /** Octets that may wait for a client that does not read; then its requests wait too. */
  private static final int MAX_WAITING = 2 * LARGEST;

  /** Requests of one connection that handlers may be busy with. */
  private static final int MAX_DEFERRED = 16;

  private final TcpLoop loop;
  private final TcpBuffers buffers;
  private final SocketChannel channel;
  private final SelectionKey key;
  private final ClientAddress client = new ClientAddress();
  private final DeferredAnswers deferred;
  private final AtomicBoolean woken = new AtomicBoolean();

  /** Requests received and not answered, from 0 to {@link #received}. */
  private byte[] in = NOTHING;

  private int received;

  /**
   * Answers from {@link #written} to {@link #filled}. While there are some, the loop's are none.
   */
  private byte[] out = NOTHING;

  private int written;
  private int filled;
  private long accounted;
  private long activeNanos;
  private boolean ended;

  TcpConnection(TcpLoop loop, SocketChannel channel, SelectionKey key) throws IOException {
    this.loop = loop;
    this.buffers = loop.buffers();
    this.channel = channel;
    this.key = key;
    this.deferred = new DeferredAnswers(loop, this, MAX_WAITING);
    this.activeNanos = loop.nowNanos();
    client.set((InetSocketAddress) channel.getRemoteAddress());
  }

  /** The IPv4 address, or the first half of an IPv6 address, which is never as small. */
  long clientNetwork() {
    return client.high();
  }

  void serve() {
    if (key.isValid() && key.isReadable()) {
      read();
    }
    if (key.isValid() && key.isWritable()) {
      flush();
    }
  }

  private void read() {
    try {
      ByteBuffer requests = buffers.in.clear().put(in, 0, received);
      if (channel.read(requests) < 0) {
        // The client has said all; what it asked is still answered.
        ended = true;
      }
      answer(requests.flip());
      flush();
    } catch (IOException e) {
      close();
    }
  }

  /** Answers whole requests, as many as may be answered, and keeps the rest. */
  private void answer(ByteBuffer requests) throws IOException {
    loop.beginBatch();
    while (holdsWholeRequest(requests) && mayAnswer()) {
      int length = requests.getShort() & 0xFFFF;
      requests.get(buffers.request, 0, length);
      activeNanos = loop.nowNanos();
      int size = loop.answer(this, length);
      if (size > 0) {
        append(buffers.response, size);
      }
    }
    keep(requests);
  }

  private static boolean holdsWholeRequest(ByteBuffer requests) {
    int held = requests.remaining() - LENGTH_PREFIX;
    return held >= 0 && held >= (requests.getShort(requests.position()) & 0xFFFF);
  }

  private void keep(ByteBuffer rest) {
    received = rest.remaining();
    if (received > in.length) {
      in = new byte[Math.min(LARGEST, Math.max(received, 2 * in.length))];
      account();
    } else if (received == 0 && in.length > KEPT_BUFFER) {
      in = NOTHING;
      account();
    }
    rest.get(in, 0, received);
  }

  private boolean mayAnswer() {
    int waits = filled - written + buffers.out.position() + deferred.octets();
    return waits < MAX_WAITING
        && deferred.responders() < MAX_DEFERRED
        && (waits == 0 || !loop.waiting().isOver());
  }

  /** Tells the loop of a buffer that was replaced. */
  private void account() {
    long held = (long) in.length + out.length;
    loop.waiting().add(held - accounted);
    accounted = held;
  }

  /** Gives back the buffers that hold nothing. */
  void trim() {
    if (received == 0) {
      in = NOTHING;
      account();
    }
  }

  /** How much of what all share closing this connection frees. */
  long heldOctets() {
    return accounted + deferred.octets();
  }

  private void append(byte[] message, int length) throws IOException {
    int needed = LENGTH_PREFIX + length;
    if (filled == 0 && needed > buffers.out.remaining()) {
      writeShared();
    }
    if (filled == 0) {
      buffers.out.putShort((short) length).put(message, 0, length);
    } else {
      makeRoom(needed);
      Bytes.putShort(out, filled, length);
      System.arraycopy(message, 0, out, filled + LENGTH_PREFIX, length);
      filled += needed;
    }
  }

  private void makeRoom(int needed) {
    if (filled + needed > out.length && written > 0) {
      System.arraycopy(out, written, out, 0, filled - written);
      filled -= written;
      written = 0;
    }
    if (filled + needed > out.length) {
      out = Arrays.copyOf(out, Math.max(filled + needed, out.length * 2));
      account();
    }
  }

  /** Writes the loop's buffer, and keeps what the client does not take. */
  private void writeShared() throws IOException {
    ByteBuffer answers = buffers.out.flip();
    try {
      if (answers.hasRemaining() && channel.write(answers) > 0) {
        activeNanos = loop.nowNanos();
      }
      if (answers.hasRemaining()) {
        filled = answers.remaining();
        out = new byte[filled];
        account();
        answers.get(out);
      }
    } finally {
      answers.clear();
    }
  }

  /** Writes what this connection has kept. */
  private void writeKept() throws IOException {
    int count = channel.write(ByteBuffer.wrap(out, written, filled - written));
    if (count > 0) {
      written += count;
      activeNanos = loop.nowNanos();
    }
    if (written == filled) {
      written = 0;
      filled = 0;
      out = NOTHING;
      account();
    }
  }

  /** Writes what waits, as far as the client takes it, and then reads on or closes. */
  void flush() {
    if (!key.isValid()) {
      return;
    }
    try {
      write();
      // Requests that waited for room were read already: no event will announce them.
      if (filled == 0 && holdsWholeRequest() && mayAnswer()) {
        answer(buffers.in.clear().put(in, 0, received).flip());
        write();
        loop.wakeFor(this);
      }
      if (ended && filled == 0 && !deferred.isExpected() && !holdsWholeRequest()) {
        close();
        return;
      }
      int interest = filled > 0 ? SelectionKey.OP_WRITE : 0;
      boolean room = received < LARGEST && !ended;
      key.interestOps(interest | (room && mayAnswer() ? SelectionKey.OP_READ : 0));
    } catch (IOException e) {
      loop.faults().sendFailed(String.valueOf(e.getMessage()));
      close();
    }
  }

  private void write() throws IOException {
    if (filled > 0) {
      writeKept();
    }
    boolean more = takeDeferred();
    writeShared();
    if (more && filled == 0) {
      // The rest has its turn after the other connections.
      loop.wakeFor(this);
    }
  }

  /** Takes what fits into the buffer. Returns whether something was left. */
  private boolean takeDeferred() throws IOException {
    while (deferred.octets() > 0 && filled == 0 && buffers.out.position() < LARGEST) {
      byte[] message = deferred.poll();
      if (message == null) {
        return false;
      }
      append(message, message.length);
    }
    return deferred.octets() > 0;
  }

  private boolean holdsWholeRequest() {
    return received >= LENGTH_PREFIX && received - LENGTH_PREFIX >= Bytes.getShort(in, 0);
  }

  /** The server stops: no more requests are read. */
  void finish() {
    ended = true;
    flush();
  }

  boolean hasUnwritten() {
    return written < filled;
  }

  /** Whether nothing is asked; a request merely begun holds no connection against others. */
  boolean isIdle() {
    return filled == 0 && !holdsWholeRequest() && !deferred.isExpected();
  }

  /** Whether an answer is still to come from a handler. */
  boolean waitsForHandler() {
    return deferred.isExpected();
  }

  /** Whether the loop is told already to flush this connection. */
  AtomicBoolean isWoken() {
    return woken;
  }

  long activeNanos() {
    return activeNanos;
  }

  void close() {
    // Answers to requests of this turn go with the connection.
    buffers.out.clear();
    deferred.close();
    loop.forget(this);
    try {
      channel.close();
    } catch (IOException e) {
      loop.faults().sendFailed(String.valueOf(e.getMessage()));
    }
    // Handlers may keep their responders, and so this object.
    in = NOTHING;
    out = NOTHING;
    received = 0;
    written = 0;
    filled = 0;
    account();
  }

  @Override
  public boolean isStream() {
    return true;
  }

  @Override
  public boolean clientIsIpv4() {
    return client.isIpv4();
  }

  @Override
  public long clientHigh() {
    return client.high();
  }

  @Override
  public long clientLow() {
    return client.low();
  }

  @Override
  public InetSocketAddress client() {
    return client.socket();
  }

  @Override
  public Responder defer() {
    return deferred.begin();
  }
}
