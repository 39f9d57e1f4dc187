package dev.gslb.benchmarks.flood;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A client that asks so many times a second over UDP, each question once, from several ports so
 * that every worker of the server is asked. It has a thread of its own.
 */
final class SteadyClient implements AutoCloseable {
  private static final int PORTS = 16;
  private static final int IDS = 1 << 16;
  private static final long TURN_NANOS = 200_000;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

  /**
   * What became of the questions.
   *
   * @param asked how many there were
   * @param answered how many got the whole answer
   * @param slowestNanos the longest wait for one
   */
  record Outcome(long asked, long answered, long slowestNanos) {
    long lost() {
      return asked - answered;
    }
  }

  private final List<DatagramChannel> channels = new ArrayList<>();
  private final InetSocketAddress server;
  private final long intervalNanos;
  private final ByteBuffer query = Question.of(Question.SMALL, Question.TYPE_A);
  private final ByteBuffer in = ByteBuffer.allocate(4096);
  private final long[] sentNanos = new long[IDS];
  private final Thread thread = new Thread(this::run, "client");
  private long asked;
  private long answered;
  private long slowestNanos;
  private volatile boolean stopping;

  /** Makes a client at an address of this machine; it asks once it is started. */
  SteadyClient(InetSocketAddress server, String address, int perSecond) throws IOException {
    this.server = server;
    this.intervalNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
    for (int i = 0; i < PORTS; i++) {
      DatagramChannel channel = DatagramChannel.open();
      channels.add(channel);
      channel.bind(new InetSocketAddress(address, 0));
      channel.configureBlocking(false);
    }
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      long next = System.nanoTime();
      while (!stopping) {
        for (; System.nanoTime() - next >= 0; next += intervalNanos) {
          ask();
        }
        read();
        LockSupport.parkNanos(TURN_NANOS);
      }
      long deadline = System.nanoTime() + PATIENCE_NANOS;
      while (answered < asked && System.nanoTime() - deadline < 0) {
        read();
        LockSupport.parkNanos(TURN_NANOS);
      }
    } catch (IOException e) {
      throw new IllegalStateException("the client failed", e);
    }
  }

  private void ask() throws IOException {
    int id = (int) asked++ % IDS;
    // A question that is still open when its id comes round again stays lost.
    sentNanos[id] = System.nanoTime();
    query.putShort(0, (short) id);
    channels.get(id % PORTS).send(query.rewind(), server);
  }

  private void read() throws IOException {
    for (DatagramChannel channel : channels) {
      while (channel.receive(in.clear()) != null) {
        in.flip();
        int id = in.getShort(0) & 0xFFFF;
        if (sentNanos[id] != 0 && Question.isNoError(in) && !Question.isTruncated(in)) {
          slowestNanos = Math.max(slowestNanos, System.nanoTime() - sentNanos[id]);
          sentNanos[id] = 0;
          answered++;
        }
      }
    }
  }

  /** Stops asking, waits for late answers, and tells the outcome. */
  Outcome finish() {
    stopping = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return new Outcome(asked, answered, slowestNanos);
  }

  @Override
  public void close() throws IOException {
    var unused = finish();
    for (DatagramChannel channel : channels) {
      channel.close();
    }
  }
}
