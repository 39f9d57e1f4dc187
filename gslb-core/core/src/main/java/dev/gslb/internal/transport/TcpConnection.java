package dev.gslb.internal.transport;

import dev.gslb.internal.wire.Bytes;
import dev.gslb.internal.wire.Wire;
import dev.gslb.spi.Inbound;
import dev.gslb.spi.Responder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * One TCP connection. Belongs to the loop's thread, but for the deferred messages, which other
 * threads append under {@link #deferredLock}.
 */
final class TcpConnection implements Inbound {
  private static final int LENGTH_PREFIX = 2;
  private static final int FIRST_BUFFER = 1_024;
  private static final byte[] NOTHING = {};
  private static final int KEPT_BUFFER = 16_384;
  private static final int LARGEST_BUFFER = Wire.MAX_MESSAGE + LENGTH_PREFIX;

  /** Octets that may wait for a client that does not read; then its requests wait too. */
  private static final int MAX_WAITING = 2 * LARGEST_BUFFER;

  /** Requests of one connection that handlers may be busy with. */
  private static final int MAX_DEFERRED = 16;

  private final TcpLoop loop;
  private final SocketChannel channel;
  private final SelectionKey key;
  private final ClientAddress client = new ClientAddress();
  private byte[] in = new byte[FIRST_BUFFER];
  private int received;
  private byte[] out = new byte[FIRST_BUFFER];
  private int written;
  private int filled;
  private long accounted;
  private long activeNanos;
  private boolean ended;

  private final Object deferredLock = new Object();
  private final Deque<byte[]> deferred = new ArrayDeque<>();
  private int deferredOctets;
  private int responders;
  private boolean closed;

  TcpConnection(TcpLoop loop, SocketChannel channel, SelectionKey key) throws IOException {
    this.loop = loop;
    this.channel = channel;
    this.key = key;
    this.activeNanos = loop.nowNanos();
    client.set((InetSocketAddress) channel.getRemoteAddress());
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
      int count = channel.read(ByteBuffer.wrap(in, received, in.length - received));
      if (count < 0) {
        // The client has said all; what it asked is still answered.
        ended = true;
      } else {
        received += count;
      }
      answerAll();
      flush();
    } catch (IOException e) {
      close();
    }
  }

  private void answerAll() {
    loop.beginBatch();
    int at = 0;
    while (received - at >= LENGTH_PREFIX && mayAnswer()) {
      int length = Bytes.getShort(in, at);
      if (received - at - LENGTH_PREFIX < length) {
        break;
      }
      activeNanos = loop.nowNanos();
      int size = loop.answer(this, in, at + LENGTH_PREFIX, length);
      if (size > 0) {
        append(loop.response(), size);
      }
      at += LENGTH_PREFIX + length;
    }
    System.arraycopy(in, at, in, 0, received - at);
    received -= at;
    if (received == 0) {
      in = shrunk(in);
      account();
    } else if (received >= LENGTH_PREFIX) {
      // Also when answers wait: a full buffer without a whole request would never be read again.
      makeRoom(LENGTH_PREFIX + Bytes.getShort(in, 0));
    }
  }

  /** An idle connection keeps no large buffer. */
  private static byte[] shrunk(byte[] buffer) {
    return buffer.length > KEPT_BUFFER ? new byte[FIRST_BUFFER] : buffer;
  }

  private boolean mayAnswer() {
    synchronized (deferredLock) {
      int waits = filled - written + deferredOctets;
      return waits < MAX_WAITING
          && responders < MAX_DEFERRED
          && (waits == 0 || !loop.waiting().isOver());
    }
  }

  /** Tells the loop of a buffer that was replaced. */
  private void account() {
    long held = channel.isOpen() ? (long) in.length + out.length - 2 * FIRST_BUFFER : 0;
    loop.waiting().add(held - accounted);
    accounted = held;
  }

  /** Gives back the buffers that hold nothing. */
  void trim() {
    if (received == 0 && in.length > FIRST_BUFFER) {
      in = new byte[FIRST_BUFFER];
    }
    if (filled == 0 && out.length > FIRST_BUFFER) {
      out = new byte[FIRST_BUFFER];
    }
    account();
  }

  /** Whether closing this connection frees any of what all share. */
  boolean holdsOctets() {
    synchronized (deferredLock) {
      return accounted > 0 || deferredOctets > 0;
    }
  }

  private void makeRoom(int needed) {
    if (needed > in.length) {
      in = Arrays.copyOf(in, Math.min(LARGEST_BUFFER, Math.max(needed, in.length * 2)));
      account();
    }
  }

  private void append(byte[] message, int length) {
    int needed = filled + LENGTH_PREFIX + length;
    if (needed > out.length && written > 0) {
      System.arraycopy(out, written, out, 0, filled - written);
      filled -= written;
      written = 0;
      needed = filled + LENGTH_PREFIX + length;
    }
    if (needed > out.length) {
      out = Arrays.copyOf(out, Math.max(needed, out.length * 2));
      account();
    }
    Bytes.putShort(out, filled, length);
    System.arraycopy(message, 0, out, filled + LENGTH_PREFIX, length);
    filled = needed;
  }

  /** Writes what waits, as far as the client takes it, and then reads on or closes. */
  void flush() {
    if (!key.isValid()) {
      return;
    }
    try {
      takeDeferred();
      while (written < filled) {
        int count = channel.write(ByteBuffer.wrap(out, written, filled - written));
        if (count == 0) {
          break;
        }
        written += count;
        activeNanos = loop.nowNanos();
        if (written == filled) {
          written = 0;
          filled = 0;
          out = shrunk(out);
          account();
          takeDeferred();
        }
      }
      // Requests that waited for room are in the buffer already: no read event will announce them.
      if (filled == 0 && received >= LENGTH_PREFIX && holdsWholeRequest() && mayAnswer()) {
        answerAll();
        loop.wakeFor(this);
      }
      if (ended && filled == 0 && !waitsForHandler() && !holdsWholeRequest()) {
        close();
        return;
      }
      int interest = filled > 0 ? SelectionKey.OP_WRITE : 0;
      boolean room = received < in.length && !ended;
      key.interestOps(interest | (room && mayAnswer() ? SelectionKey.OP_READ : 0));
    } catch (IOException e) {
      loop.faults().sendFailed(String.valueOf(e.getMessage()));
      close();
    }
  }

  private boolean holdsWholeRequest() {
    return received >= LENGTH_PREFIX && received - LENGTH_PREFIX >= Bytes.getShort(in, 0);
  }

  private void takeDeferred() {
    synchronized (deferredLock) {
      while (!deferred.isEmpty() && filled - written < MAX_WAITING) {
        byte[] message = deferred.poll();
        deferredOctets -= message.length;
        loop.waiting().add(-message.length);
        append(message, message.length);
      }
      deferredLock.notifyAll();
    }
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
    return filled == 0 && !holdsWholeRequest() && !waitsForHandler();
  }

  /** Whether an answer is still to come from a handler. */
  boolean waitsForHandler() {
    synchronized (deferredLock) {
      return responders > 0 || !deferred.isEmpty();
    }
  }

  long activeNanos() {
    return activeNanos;
  }

  void close() {
    synchronized (deferredLock) {
      closed = true;
      deferred.clear();
      loop.waiting().add(-deferredOctets);
      deferredOctets = 0;
      deferredLock.notifyAll();
    }
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
    synchronized (deferredLock) {
      responders++;
    }
    return new StreamResponder();
  }

  private final class StreamResponder implements Responder {
    private boolean done;

    @Override
    public boolean send(byte[] message, int length) throws InterruptedException {
      MessageLength.check(length);
      long deadline = System.nanoTime() + loop.config().idleTimeout().toNanos();
      synchronized (deferredLock) {
        while (!closed && isFull()) {
          long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
          if (left <= 0) {
            return false;
          }
          deferredLock.wait(left);
        }
        if (closed || done) {
          return false;
        }
        deferred.add(Arrays.copyOf(message, length));
        deferredOctets += length;
        loop.waiting().add(length);
      }
      loop.wakeFor(TcpConnection.this);
      return true;
    }

    private boolean isFull() {
      return deferredOctets >= MAX_WAITING || (deferredOctets > 0 && loop.waiting().isOver());
    }

    @Override
    public void close() {
      synchronized (deferredLock) {
        if (done) {
          return;
        }
        done = true;
        responders--;
      }
      loop.wakeFor(TcpConnection.this);
    }
  }
}
