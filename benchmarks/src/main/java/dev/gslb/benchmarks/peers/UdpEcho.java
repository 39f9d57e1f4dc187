package dev.gslb.benchmarks.peers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/** The floor of UDP in Java: one blocking channel, receive and send. A program of its own. */
final class UdpEcho {
  private static final int BUFFER_OCTETS = 4_096;
  private static final int LARGEST_QUERY = BUFFER_OCTETS - Echo.ADDED_OCTETS;

  private UdpEcho() {}

  /** Answers on a port of the loopback address until it is killed. */
  public static void main(String[] arguments) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_OCTETS);
    try (DatagramChannel channel = DatagramChannel.open()) {
      channel.bind(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0])));
      while (true) {
        buffer.clear().limit(LARGEST_QUERY);
        SocketAddress sender = channel.receive(buffer);
        buffer.flip();
        if (Echo.answer(buffer, 0)) {
          channel.send(buffer, sender);
        }
      }
    }
  }
}
