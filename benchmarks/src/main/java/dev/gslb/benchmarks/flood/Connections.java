package dev.gslb.benchmarks.flood;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * TCP connections that are no use to anybody: some say nothing, some send a query octet by octet,
 * some ask and never read an answer. A thread of its own keeps the slow ones busy.
 */
final class Connections implements AutoCloseable {
  /** Connections from one address; the limit of the server is above it. */
  static final int PER_ADDRESS = 100;

  private static final int SMALL_BUFFER = 4_096;
  private static final int PIPELINED = 16;
  private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final InetSocketAddress server;
  private final List<SocketChannel> idle = new ArrayList<>();
  private final List<SocketChannel> dripping = new ArrayList<>();
  private final List<SocketChannel> deaf = new ArrayList<>();
  private final Thread thread = new Thread(this::run, "slow");
  private int opened;
  private volatile boolean stopping;

  Connections(InetSocketAddress server) {
    this.server = server;
    thread.setDaemon(true);
  }

  /** Opens all of them; half of the slow ones send slowly, half never read. */
  void open(int silent, int slow) throws IOException {
    for (int i = 0; i < silent; i++) {
      idle.add(connect(false));
    }
    for (int i = 0; i < slow; i++) {
      (i % 2 == 0 ? dripping : deaf).add(connect(i % 2 != 0));
    }
    thread.start();
  }

  private SocketChannel connect(boolean small) throws IOException {
    int address = opened++ / PER_ADDRESS;
    SocketChannel channel = SocketChannel.open();
    if (small) {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, SMALL_BUFFER);
    }
    channel.bind(new InetSocketAddress("127.66." + address / 250 + "." + (address % 250 + 1), 0));
    channel.connect(server);
    channel.configureBlocking(false);
    return channel;
  }

  private static ByteBuffer framed(String name, int type) {
    ByteBuffer query = Question.of(name, type);
    return ByteBuffer.allocate(2 + query.limit()).putShort((short) query.limit()).put(query).flip();
  }

  private void run() {
    ByteBuffer small = framed(Question.SMALL, Question.TYPE_A);
    ByteBuffer large = ByteBuffer.allocate(PIPELINED * 512);
    for (int i = 0; i < PIPELINED; i++) {
      large.put(framed(Question.LARGE, Question.TYPE_TXT));
    }
    large.flip();
    int octet = 0;
    while (!stopping) {
      ByteBuffer one = small.duplicate().position(octet).limit(octet + 1);
      dripping.forEach(channel -> write(channel, one.duplicate()));
      octet = (octet + 1) % small.limit();
      // Once the server takes no more requests of a connection, these get no further than a buffer.
      deaf.forEach(channel -> write(channel, large.duplicate()));
      LockSupport.parkNanos(TURN_NANOS);
    }
  }

  private static void write(SocketChannel channel, ByteBuffer octets) {
    try {
      if (channel.isOpen()) {
        channel.write(octets);
      }
    } catch (IOException e) {
      close(channel); // the server has enough of it, as it may
    }
  }

  private static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new IllegalStateException("a connection cannot be closed", e);
    }
  }

  /** How many of the silent ones the server has left open. */
  int silentAndOpen() {
    return count(idle);
  }

  /** How many of those that send slowly the server has left open. */
  int slowAndOpen() {
    return count(dripping);
  }

  /** How many of those that never read the server has left open. */
  int deafAndOpen() {
    return (int) deaf.stream().filter(SocketChannel::isOpen).count();
  }

  /** Reads what came, which nothing else does. */
  private static int count(List<SocketChannel> channels) {
    ByteBuffer in = ByteBuffer.allocate(SMALL_BUFFER);
    int open = 0;
    for (SocketChannel channel : channels) {
      try {
        open += channel.isOpen() && channel.read(in.clear()) >= 0 ? 1 : 0;
      } catch (IOException e) {
        close(channel);
      }
    }
    return open;
  }

  @Override
  public void close() {
    stopping = true;
    try {
      if (thread.isAlive()) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    idle.forEach(Connections::close);
    dripping.forEach(Connections::close);
    deaf.forEach(Connections::close);
  }
}
