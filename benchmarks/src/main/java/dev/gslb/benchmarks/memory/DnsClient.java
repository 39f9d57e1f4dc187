package dev.gslb.benchmarks.memory;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;

/** Asks for one IPv4 address at a time over UDP. Confined to one thread. */
final class DnsClient implements AutoCloseable {
  /** No answer came. */
  static final int LOST = -1;

  /** The answer held no address. */
  static final int NO_ADDRESS = -2;

  private static final int TIMEOUT_MILLIS = 5_000;
  private static final int HEADER = 12;
  private static final byte[] TYPE_A_CLASS_IN = {0, 1, 0, 1};

  /** Octets of an owner that is a pointer, a type, a class, a TTL and a length. */
  private static final int BEFORE_RDATA = 12;

  private final DatagramChannel channel;
  private final ByteBuffer query = ByteBuffer.allocate(512);
  private final byte[] answer = new byte[4_096];
  private short id;

  DnsClient(InetSocketAddress server) throws IOException {
    channel = DatagramChannel.open();
    channel.setOption(StandardSocketOptions.SO_RCVBUF, 1 << 20);
    channel.connect(server);
    channel.socket().setSoTimeout(TIMEOUT_MILLIS);
  }

  /** Asks. Returns the first address as a number, LOST or NO_ADDRESS. */
  int ask(String name) throws IOException {
    query.clear();
    query.putShort(++id).putShort((short) 0).putShort((short) 1).putShort((short) 0).putInt(0);
    for (String label : name.split("\\.", -1)) {
      query.put((byte) label.length()).put(label.getBytes(StandardCharsets.US_ASCII));
    }
    query.put((byte) 0).put(TYPE_A_CLASS_IN);
    int question = query.position();
    query.flip();
    channel.write(query);
    DatagramPacket packet = new DatagramPacket(answer, answer.length);
    try {
      do {
        channel.socket().receive(packet);
      } while (ByteBuffer.wrap(answer).getShort() != id);
    } catch (SocketTimeoutException e) {
      return LOST;
    }
    ByteBuffer read = ByteBuffer.wrap(answer, 0, packet.getLength());
    int answers = read.getShort(HEADER / 2);
    return answers == 0 ? NO_ADDRESS : read.getInt(question + BEFORE_RDATA);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
