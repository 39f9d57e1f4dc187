package dev.gslb.benchmarks.flood;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Many senders of one network that ask for one name, as somebody would who forges their addresses,
 * and a count of what reaches that network. One thread asks, another one counts.
 */
final class SpoofedFlood implements AutoCloseable {
  private static final int SENDERS = 250;
  private static final long TURN_NANOS = 500_000;
  private static final long SELECT_MILLIS = 100;

  /** What reached the network. */
  record Outcome(long asked, long whole, long small, long octetsAsked, long octetsAnswered) {}

  private final List<DatagramChannel> senders = new ArrayList<>();
  private final InetSocketAddress server;
  private final long intervalNanos;
  private final Selector selector;
  private final Thread asking = new Thread(this::ask, "flood");
  private final Thread counting = new Thread(this::count, "victims");
  private long asked;
  private long octetsAsked;
  private long whole;
  private long small;
  private long octetsAnswered;
  private volatile boolean stopping;
  private volatile boolean counted;

  /** Makes senders in 127.88.0.0/24; they ask once they are started. */
  SpoofedFlood(InetSocketAddress server, int perSecond) throws IOException {
    this.server = server;
    this.intervalNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
    this.selector = Selector.open();
    for (int i = 1; i <= SENDERS; i++) {
      DatagramChannel sender = DatagramChannel.open();
      senders.add(sender);
      sender.bind(new InetSocketAddress("127.88.0." + i, 0));
      sender.configureBlocking(false);
      sender.register(selector, SelectionKey.OP_READ);
    }
    asking.setDaemon(true);
    counting.setDaemon(true);
  }

  void start() {
    counting.start();
    asking.start();
  }

  private void ask() {
    ByteBuffer query = Question.of(Question.SMALL, Question.TYPE_A);
    try {
      for (long next = System.nanoTime(); !stopping; LockSupport.parkNanos(TURN_NANOS)) {
        for (; System.nanoTime() - next >= 0 && !stopping; next += intervalNanos) {
          int sent = senders.get((int) (asked % SENDERS)).send(query.rewind(), server);
          asked += sent == 0 ? 0 : 1;
          octetsAsked += sent;
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("the flood failed", e);
    }
  }

  private void count() {
    ByteBuffer in = ByteBuffer.allocate(4096);
    try {
      // One more turn after the end: what was under way then has arrived.
      for (boolean last = false; !last; ) {
        last = counted;
        selector.select(key -> take((DatagramChannel) key.channel(), in), SELECT_MILLIS);
      }
    } catch (IOException e) {
      throw new IllegalStateException("the count failed", e);
    }
  }

  private void take(DatagramChannel victim, ByteBuffer in) {
    try {
      while (victim.receive(in.clear()) != null) {
        in.flip();
        octetsAnswered += in.limit();
        if (Question.isTruncated(in)) {
          small++;
        } else {
          whole++;
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("the count failed", e);
    }
  }

  /** Stops asking and tells the outcome. */
  Outcome finish() {
    try {
      stopping = true;
      asking.join();
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
      counted = true;
      counting.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return new Outcome(asked, whole, small, octetsAsked, octetsAnswered);
  }

  @Override
  public void close() throws IOException {
    var unused = finish();
    for (DatagramChannel sender : senders) {
      sender.close();
    }
    selector.close();
  }
}
