package dev.gslb.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.EveryKindOfName;
import dev.gslb.GslbServer;
import dev.gslb.spi.Command;
import dev.gslb.spi.QueryStatistics;
import dev.gslb.spi.Verdict;
import dev.gslb.zone.EndpointId;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A running server under packets of all sorts: each that can be answered is, and nothing else. */
class HostileTrafficTest {
  private static final int DATAGRAMS = 200_000;
  private static final int WARM = 20_000;
  private static final int MESSAGES = 2_000;

  /** Packets under way at a time; buffers of sockets hold more, so none is lost. */
  private static final int WINDOW = 32;

  private static final int PATIENCE_MILLIS = 20_000;

  /** A bound on leaks: an octet kept of each packet would not show, a small object would. */
  private static final long MOST_GROWTH = 8L << 20;

  private GslbServer server = start();
  private long parsable;

  private static GslbServer start() {
    try {
      return EveryKindOfName.server().name("hostile").start();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @BeforeEach
  void takeDown() {
    server
        .control()
        .submit(
            new Command.Observe(
                new EndpointId(EveryKindOfName.FRAGILE), Verdict.DOWN, -1, "test", ""))
        .join();
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void udp_randomAndMutatedPackets_areAnsweredWithoutLeaks() throws Exception {
    HostilePackets packets = new HostilePackets(20_260_101);
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      exchange(socket, packets, WARM);
      long before = usedHeap();
      exchange(socket, packets, DATAGRAMS - WARM);
      assertThat(usedHeap() - before).isLessThan(MOST_GROWTH);
    }
    QueryStatistics counted = server.statistics();
    assertThat(counted.udp().stream().mapToLong(Long::longValue).sum()).isEqualTo(parsable);
    assertThat(counted.dropped()).isEqualTo(DATAGRAMS - parsable);
    assertThat(parsable).isBetween(DATAGRAMS / 2L, DATAGRAMS - 1L);
    assertUnharmed(counted);
  }

  /** Signed requests and transfers are answered by other threads: order is not promised. */
  private void exchange(DatagramSocket socket, HostilePackets packets, int count)
      throws IOException {
    // A connected socket of the JDK would not send a datagram of no octets.
    InetSocketAddress address = server.addresses().get(0);
    Set<Integer> expected = new HashSet<>();
    DatagramPacket answer = new DatagramPacket(new byte[65_535], 65_535);
    int unconfirmed = 0;
    for (int i = 1; i <= count; i++) {
      int id = i & 0xFFFF;
      // A packet that gets no answer is known to be handled when a later one is answered.
      boolean confirm = i == count || ++unconfirmed == WINDOW;
      byte[] packet = confirm ? packets.valid(id) : packets.next(id);
      if (HostilePackets.isParsable(packet)) {
        expected.add(id);
        parsable++;
      }
      socket.send(new DatagramPacket(packet, packet.length, address));
      if (confirm) {
        unconfirmed = 0;
        while (!expected.isEmpty()) {
          answer.setLength(65_535);
          socket.receive(answer);
          assertAnswers(expected, answer.getData(), answer.getLength());
        }
      }
    }
  }

  @Test
  void tcp_randomAndMutatedMessages_areAnswered() throws Exception {
    HostilePackets packets = new HostilePackets(20_260_102);
    try (Socket socket =
        new Socket(server.addresses().get(0).getAddress(), server.addresses().get(0).getPort())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      for (int sent = 0; sent < MESSAGES; sent += WINDOW) {
        Set<Integer> expected = new HashSet<>();
        ByteArrayOutputStream together = new ByteArrayOutputStream();
        for (int id = sent; id < sent + WINDOW; id++) {
          byte[] packet = packets.next(id);
          together.write(packet.length >>> 8);
          together.write(packet.length);
          together.writeBytes(packet);
          if (HostilePackets.isParsable(packet)) {
            expected.add(id);
            parsable++;
          }
        }
        socket.getOutputStream().write(together.toByteArray());
        while (!expected.isEmpty()) {
          byte[] answer = new byte[in.readUnsignedShort()];
          in.readFully(answer);
          assertAnswers(expected, answer, answer.length);
        }
      }
    }
    QueryStatistics counted = server.statistics();
    assertThat(counted.tcp().stream().mapToLong(Long::longValue).sum()).isEqualTo(parsable);
    assertUnharmed(counted);
  }

  private static void assertAnswers(Set<Integer> expected, byte[] answer, int length) {
    if (length < 12 || (answer[2] & 0x80) == 0) {
      throw new AssertionError("no response: " + length + " octets");
    }
    int answered = (answer[0] & 0xFF) << 8 | (answer[1] & 0xFF);
    if (!expected.remove(answered)) {
      throw new AssertionError(
          "answer " + answered + " where one of " + expected + " was expected");
    }
  }

  private static void assertUnharmed(QueryStatistics counted) {
    assertThat(counted.failed()).isZero();
    assertThat(RecordedLog.complaintsOf("hostile")).isEmpty();
  }

  private static long usedHeap() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      least =
          Math.min(least, Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
    }
    return least;
  }
}
