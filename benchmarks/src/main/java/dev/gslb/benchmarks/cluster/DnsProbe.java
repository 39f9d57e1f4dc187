package dev.gslb.benchmarks.cluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A client that asks each node 200 times a second for one address, on a thread of its own, and
 * remembers what became of each question.
 */
final class DnsProbe implements AutoCloseable {
  private static final long INTERVAL_NANOS = 5_000_000L;
  private static final int MOST = 1 << 16;
  private static final int NO_ERROR = 0;
  private static final int LAST_OCTET_OF_ADDRESS = 1;

  /** One question: when it was asked, when it was answered or 0, and how. */
  record Asked(int node, long sentNanos, long answeredNanos, int rcode, int lastOctet) {
    boolean isAnswered() {
      return answeredNanos != 0 && rcode == NO_ERROR;
    }
  }

  private final List<DatagramChannel> channels = new ArrayList<>();
  private final List<InetSocketAddress> targets = new ArrayList<>();
  private final Asked[][] asked; // by node and id; guarded by this
  private final int[] ids; // of the thread
  private final Thread thread;
  private volatile boolean stopping;

  DnsProbe(List<InetSocketAddress> servers) throws IOException {
    for (InetSocketAddress server : servers) {
      DatagramChannel channel = DatagramChannel.open();
      channel.bind(null);
      channel.configureBlocking(false);
      channels.add(channel);
      targets.add(server);
    }
    asked = new Asked[servers.size()][MOST];
    ids = new int[servers.size()];
    thread = new Thread(this::run, "probe");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    ByteBuffer in = ByteBuffer.allocate(4096);
    long next = System.nanoTime();
    try {
      while (!stopping) {
        if (System.nanoTime() - next >= 0) {
          for (int node = 0; node < channels.size(); node++) {
            ask(node);
          }
          next += INTERVAL_NANOS;
        }
        for (int node = 0; node < channels.size(); node++) {
          read(node, in);
        }
        LockSupport.parkNanos(200_000L);
      }
    } catch (IOException e) {
      throw new IllegalStateException("the probe failed", e);
    }
  }

  private void ask(int node) throws IOException {
    int id = ids[node]++ % MOST;
    ByteBuffer query = ByteBuffer.allocate(64);
    query.putShort((short) id).putShort((short) 0).putShort((short) 1).putShort((short) 0);
    query.putInt(0);
    for (String label : List.of("www", "example", "com")) {
      query.put((byte) label.length()).put(label.getBytes(StandardCharsets.US_ASCII));
    }
    query.put((byte) 0).putShort((short) 1).putShort((short) 1).flip();
    synchronized (this) {
      asked[node][id] = new Asked(node, System.nanoTime(), 0, -1, 0);
    }
    channels.get(node).send(query, targets.get(node));
  }

  private void read(int node, ByteBuffer in) throws IOException {
    while (true) {
      in.clear();
      if (channels.get(node).receive(in) == null) {
        return;
      }
      long now = System.nanoTime();
      in.flip();
      int id = in.getShort(0) & 0xFFFF;
      int rcode = in.get(3) & 0xF;
      int octet = rcode == NO_ERROR ? in.get(in.limit() - LAST_OCTET_OF_ADDRESS) & 0xFF : 0;
      synchronized (this) {
        Asked before = asked[node][id];
        asked[node][id] = new Asked(node, before.sentNanos(), now, rcode, octet);
      }
    }
  }

  /** All questions asked of a node in a span of time, in no order. */
  synchronized List<Asked> between(int node, long fromNanos, long toNanos) {
    List<Asked> found = new ArrayList<>();
    for (Asked one : asked[node]) {
      if (one != null && one.sentNanos() - fromNanos >= 0 && one.sentNanos() - toNanos < 0) {
        found.add(one);
      }
    }
    return found;
  }

  /** Whether a node has answered a question that was asked after a moment. */
  boolean hasAnswered(int node, long nanos) {
    return between(node, nanos, Long.MAX_VALUE / 2 + nanos).stream().anyMatch(Asked::isAnswered);
  }

  /** When a node other than this one first answered a question that was asked after a moment. */
  long firstAnswerAfter(int except, long nanos) {
    long first = 0;
    for (int node = 0; node < channels.size(); node++) {
      if (node == except) {
        continue;
      }
      for (Asked one : between(node, nanos, Long.MAX_VALUE / 2 + nanos)) {
        if (one.isAnswered() && (first == 0 || one.answeredNanos() - first < 0)) {
          first = one.answeredNanos();
        }
      }
    }
    return first;
  }

  /** How often one node answered after another one had, beginning at a moment. */
  int switches(long fromNanos) {
    List<Asked> answered = answered(fromNanos);
    int switches = 0;
    for (int i = 1; i < answered.size(); i++) {
      switches += answered.get(i).node() == answered.get(i - 1).node() ? 0 : 1;
    }
    return switches;
  }

  /** The longest time without an answer of any node, beginning at a moment. */
  long longestGap(long fromNanos) {
    long last = fromNanos;
    long longest = 0;
    for (Asked one : answered(fromNanos)) {
      longest = Math.max(longest, one.answeredNanos() - last);
      last = one.answeredNanos();
    }
    return longest;
  }

  /** What was asked after a moment and answered by any node, by the time of the answer. */
  private List<Asked> answered(long fromNanos) {
    List<Asked> answered = new ArrayList<>();
    for (int node = 0; node < channels.size(); node++) {
      for (Asked one : between(node, fromNanos, Long.MAX_VALUE / 2 + fromNanos)) {
        if (one.isAnswered()) {
          answered.add(one);
        }
      }
    }
    answered.sort(Comparator.comparingLong(one -> one.answeredNanos() - fromNanos));
    return answered;
  }

  @Override
  public void close() throws IOException {
    stopping = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (DatagramChannel channel : channels) {
      channel.close();
    }
  }
}
