package dev.gslb.internal.transport;

import dev.gslb.spi.Responder;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The answers of one connection that handlers give later, from threads of their own. Changes under
 * its lock; the counts may be read without, by the loop, which is woken after each change.
 */
final class DeferredAnswers {
  private final TcpLoop loop;
  private final TcpConnection connection;
  private final int most;
  private final Deque<byte[]> messages = new ArrayDeque<>();
  private volatile int octets;
  private volatile int responders;
  private boolean closed;

  /**
   * Makes an empty one.
   *
   * @param most the octets that may wait; then handlers wait too
   */
  DeferredAnswers(TcpLoop loop, TcpConnection connection, int most) {
    this.loop = loop;
    this.connection = connection;
    this.most = most;
  }

  int octets() {
    return octets;
  }

  int responders() {
    return responders;
  }

  /** Whether an answer is still to come, or to be taken. */
  boolean isExpected() {
    return responders > 0 || octets > 0;
  }

  synchronized Responder begin() {
    responders = responders + 1;
    return new StreamResponder();
  }

  /** Takes the next message; null if there is none. */
  synchronized byte @Nullable [] poll() {
    byte[] message = messages.poll();
    if (message != null) {
      octets = octets - message.length;
      loop.waiting().add(-message.length);
      notifyAll();
    }
    return message;
  }

  synchronized void close() {
    closed = true;
    messages.clear();
    loop.waiting().add(-octets);
    octets = 0;
    notifyAll();
  }

  private synchronized boolean add(StreamResponder from, byte[] message, int length)
      throws InterruptedException {
    long deadline = System.nanoTime() + loop.config().idleTimeout().toNanos();
    while (from.begun && !closed && (octets >= most || (octets > 0 && loop.waiting().isOver()))) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    if (closed || from.done) {
      return false;
    }
    from.begun = true;
    messages.add(Arrays.copyOf(message, length));
    octets = octets + length;
    loop.waiting().add(length);
    return true;
  }

  private synchronized boolean end(StreamResponder responder) {
    if (responder.done) {
      return false;
    }
    responder.done = true;
    responders = responders - 1;
    return true;
  }

  private final class StreamResponder implements Responder {
    private boolean done;

    /** Whether it has sent a message: the first never waits, since many wait for its thread. */
    private boolean begun;

    @Override
    public boolean send(byte[] message, int length) throws InterruptedException {
      MessageLength.check(length);
      boolean added = add(this, message, length);
      if (added) {
        loop.wakeFor(connection);
      }
      return added;
    }

    @Override
    public void close() {
      if (end(this)) {
        loop.wakeFor(connection);
      }
    }
  }
}
