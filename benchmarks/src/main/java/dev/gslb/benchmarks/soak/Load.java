package dev.gslb.benchmarks.soak;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Asks at a steady rate and checks each answer. One thread; open loop unless it calibrates. */
final class Load implements AutoCloseable {
  private static final int IDS = 1 << 16;
  private static final int BURST = 32;
  private static final int HEADER = 12;

  private final World world;
  private final List<Client> clients = new ArrayList<>();
  private final byte[][] questions = new byte[2 * SoakedServer.NAMES][];
  private int next;

  long sent;
  long answered;
  long lost;
  long stale;
  long wrong;

  Load(World world, int port, int sockets) throws IOException {
    this.world = world;
    for (int i = 0; i < SoakedServer.NAMES; i++) {
      questions[2 * i] = question("s" + i, "static");
      questions[2 * i + 1] = question("g" + i, "gslb");
    }
    for (int i = 0; i < sockets; i++) {
      clients.add(new Client(port));
    }
  }

  private static byte[] question(String host, String zone) {
    ByteBuffer query = ByteBuffer.allocate(512);
    query.putShort((short) 0).putShort((short) 0).putShort((short) 1);
    query.putShort((short) 0).putShort((short) 0).putShort((short) 0);
    for (String label : new String[] {host, zone, "test"}) {
      query.put((byte) label.length()).put(label.getBytes(StandardCharsets.US_ASCII));
    }
    query.put((byte) 0).putShort((short) 1).putShort((short) 1).flip();
    byte[] octets = new byte[query.remaining()];
    query.get(octets);
    return octets;
  }

  /** Keeps so many queries under way for so long. Returns answers a second. */
  double saturate(int window, long nanos) throws IOException {
    long start = System.nanoTime();
    long before = answered;
    while (System.nanoTime() - start < nanos) {
      for (int i = 0; i < BURST && sent - answered - lost < window; i++) {
        send();
      }
      receive();
    }
    return (answered - before) * 1e9 / (System.nanoTime() - start);
  }

  /** Asks at a steady rate for so long. */
  void ask(double rate, long nanos) throws IOException {
    long start = System.nanoTime();
    long before = sent;
    long elapsed = 0;
    while (elapsed < nanos) {
      long due = (long) (elapsed * rate / 1e9) - (sent - before);
      for (int i = 0; i < Math.min(due, BURST); i++) {
        send();
      }
      receive();
      elapsed = System.nanoTime() - start;
    }
  }

  /** Waits for the last answers; what is not there then is lost. */
  void finish(long nanos) throws IOException {
    long start = System.nanoTime();
    while (System.nanoTime() - start < nanos) {
      receive();
    }
    clients.forEach(Client::giveUp);
  }

  private void send() throws IOException {
    Client client = clients.get(next % clients.size());
    client.send(next % questions.length);
    next = next + 1 & Integer.MAX_VALUE;
  }

  private void receive() throws IOException {
    for (Client client : clients) {
      client.receive();
    }
  }

  List<Integer> ports() throws IOException {
    List<Integer> ports = new ArrayList<>();
    for (Client client : clients) {
      ports.add(((InetSocketAddress) client.channel.getLocalAddress()).getPort());
    }
    return ports;
  }

  @Override
  public void close() throws IOException {
    for (Client client : clients) {
      client.channel.close();
    }
  }

  /** One socket and the queries under way on it, by id. */
  private final class Client {
    private final DatagramChannel channel = DatagramChannel.open();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(2_048);
    private final boolean[] pending = new boolean[IDS];
    private final int[] asked = new int[IDS];
    private final int[] visible = new int[IDS];
    private final int[] flips = new int[IDS];
    private int id;

    Client(int port) throws IOException {
      channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      channel.configureBlocking(false);
    }

    void send(int question) throws IOException {
      id = id + 1 & (IDS - 1);
      if (pending[id]) {
        lost++;
      }
      pending[id] = true;
      asked[id] = question;
      visible[id] = world.visibleGeneration;
      flips[id] = world.flips.get();
      buffer.clear().put(questions[question]).putShort(0, (short) id).flip();
      if (channel.write(buffer) == 0) {
        pending[id] = false;
        return;
      }
      sent++;
    }

    void receive() throws IOException {
      buffer.clear();
      while (channel.read(buffer) > 0) {
        check(buffer.flip());
        buffer.clear();
      }
    }

    private void check(ByteBuffer answer) {
      int number = answer.getShort(0) & 0xFFFF;
      if (!pending[number]) {
        return;
      }
      pending[number] = false;
      answered++;
      byte[] question = questions[asked[number]];
      // NOERROR, one record, and nothing behind its four octets of address.
      boolean right =
          answer.limit() == question.length + 16
              && (answer.get(3) & 0xF) == 0
              && answer.getShort(6) == 1;
      for (int i = HEADER; right && i < question.length; i++) {
        right = answer.get(i) == question[i];
      }
      if (!right) {
        wrong++;
      } else if (isStale(number, answer.getInt(answer.limit() - 4) & 0xFF_FFFF)) {
        stale++;
      }
    }

    private boolean isStale(int number, int value) {
      if (asked[number] % 2 == 0) {
        return value < visible[number] || value > world.newestGeneration;
      }
      boolean known = (flips[number] & 1) == 1 && world.flips.get() == flips[number];
      return known ? value != SoakedServer.STEADY : value > SoakedServer.FLIPPING;
    }

    void giveUp() {
      for (int i = 0; i < IDS; i++) {
        lost += pending[i] ? 1 : 0;
        pending[i] = false;
      }
    }
  }
}
