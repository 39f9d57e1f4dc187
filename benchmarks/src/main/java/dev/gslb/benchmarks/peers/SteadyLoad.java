package dev.gslb.benchmarks.peers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Asks at a steady rate whether or not answers come, and measures each answer from the moment its
 * query was due, so that a stall counts for every query that it delayed. A program of its own; one
 * thread that never sleeps and, once started, allocates nothing.
 */
final class SteadyLoad {
  private static final int STRIDE = 64;
  private static final int QUERIES = 16_384;
  private static final int IDS = 1 << Short.SIZE;
  private static final int HEADER_OCTETS = 12;
  private static final int LARGEST_ANSWER = 4_096;
  private static final int ANSWER_COUNT = 6;
  private static final int RCODE_OCTET = 3;
  private static final int RCODE = 0xF;
  private static final long NANOS_A_SECOND = 1_000_000_000;
  private static final long GRACE_NANOS = NANOS_A_SECOND / 5;

  private final DatagramChannel channel;
  private final ByteBuffer queries = ByteBuffer.allocateDirect(STRIDE * QUERIES);
  private final int[] lengths = new int[QUERIES];
  private final ByteBuffer answer = ByteBuffer.allocateDirect(LARGEST_ANSWER);
  private final long[] due = new long[IDS];
  private Histogram latency = new Histogram();
  private Histogram delay = new Histogram();
  private int nextId;
  private long wrong;

  private SteadyLoad(DatagramChannel channel, int names) {
    this.channel = channel;
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < QUERIES; i++) {
      byte[] query = Probe.query((short) 0, Workload.fullName(random.nextInt(names)));
      lengths[i] = query.length;
      queries.put(STRIDE * i, query);
    }
  }

  /**
   * Arguments: port, queries a second, seconds, seconds of warm-up, names. Prints the numbers of
   * queries, answers and wrong answers, then p50, p99, p99.9 and the highest latency, and p99.9 of
   * how late queries were sent, in nanoseconds.
   */
  public static void main(String[] arguments) throws IOException {
    int port = Integer.parseInt(arguments[0]);
    long interval = NANOS_A_SECOND / Long.parseLong(arguments[1]);
    double seconds = Double.parseDouble(arguments[2]);
    double warmUpSeconds = Double.parseDouble(arguments[3]);
    try (DatagramChannel channel = DatagramChannel.open()) {
      channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      channel.configureBlocking(false);
      SteadyLoad load = new SteadyLoad(channel, Integer.parseInt(arguments[4]));
      load.run(interval, (long) (warmUpSeconds * NANOS_A_SECOND / interval));
      Arrays.fill(load.due, 0);
      load.latency = new Histogram();
      load.delay = new Histogram();
      load.wrong = 0;
      long sent = (long) (seconds * NANOS_A_SECOND / interval);
      load.run(interval, sent);
      Histogram latency = load.latency;
      System.out.println(
          sent
              + " "
              + latency.count()
              + " "
              + load.wrong
              + " "
              + latency.percentile(0.5)
              + " "
              + latency.percentile(0.99)
              + " "
              + latency.percentile(0.999)
              + " "
              + latency.highest()
              + " "
              + load.delay.percentile(0.999));
    }
  }

  private void run(long interval, long total) throws IOException {
    long start = System.nanoTime() + interval;
    long end = start + interval * total + GRACE_NANOS;
    long sent = 0;
    for (long now = start; now < end; now = System.nanoTime()) {
      long next = start + interval * sent;
      if (sent < total && now >= next) {
        send(next);
        delay.record(now - next);
        sent++;
      }
      answer.clear();
      if (channel.read(answer) > 0) {
        receive(System.nanoTime());
      }
    }
  }

  private void send(long dueNanos) throws IOException {
    // Going on where the warm-up ended: a late answer to that has no query here.
    int id = nextId++ & IDS - 1;
    int query = id % QUERIES;
    int start = STRIDE * query;
    queries.limit(start + lengths[query]).position(start);
    queries.putShort(start, (short) id);
    due[id] = dueNanos;
    channel.write(queries);
  }

  private void receive(long now) {
    int id = Short.toUnsignedInt(answer.getShort(0));
    if (answer.position() < HEADER_OCTETS
        || (answer.get(RCODE_OCTET) & RCODE) != 0
        || answer.getShort(ANSWER_COUNT) != 1) {
      wrong++;
    } else if (due[id] != 0) {
      latency.record(now - due[id]);
      due[id] = 0;
    }
  }
}
