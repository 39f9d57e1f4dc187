package dev.gslb.transport.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.spi.UdpConfig;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

/** What the kernel refuses to send is counted, and costs the others of its batch nothing. */
class SendBatchTest {
  private final CountedFaults faults = new CountedFaults();

  @SuppressWarnings("restricted") // plays the kernel, which writes where it was told
  private static void sender(ReceiveBatch batch, int i, InetSocketAddress sender) {
    MemorySegment name =
        MemorySegment.ofAddress(batch.nameAddress(i)).reinterpret(SocketAddresses.SIZE);
    SocketAddresses.write(sender, name);
  }

  @Test
  void flush_someRefused_sendsTheRest() throws Exception {
    InetAddress loopback = InetAddress.getByName("127.0.0.1");
    try (Arena arena = Arena.ofConfined();
        DatagramSocket client = new DatagramSocket(0, loopback)) {
      client.setSoTimeout(20_000);
      InetSocketAddress good = new InetSocketAddress(loopback, client.getLocalPort());
      UdpSocket socket = UdpSocket.bind(new InetSocketAddress(loopback, 0), UdpConfig.DEFAULT);
      ReceiveBatch received = new ReceiveBatch(arena, 5, false);
      SendBatch answers = new SendBatch(arena, 5);
      sender(received, 0, new InetSocketAddress(loopback, 0));
      sender(received, 1, good);
      sender(received, 2, new InetSocketAddress("::1", client.getLocalPort()));
      sender(received, 3, new InetSocketAddress("255.255.255.255", 9));
      sender(received, 4, good);
      for (int i = 0; i < 5; i++) {
        answers.add(received, i, new byte[] {(byte) i}, 1);
      }
      answers.flush(new Libc(arena), socket.descriptor(), faults);
      assertThat(Servers.receive(client)).containsExactly(1);
      assertThat(Servers.receive(client)).containsExactly(4);
      assertThat(faults.sends)
          .containsExactly(Errno.name(-22), Errno.name(-97), "EACCES: permission denied");
      socket.close();
    }
  }

  @Test
  void flush_longerThanADatagram_isCounted() throws Exception {
    InetSocketAddress anywhere = new InetSocketAddress("127.0.0.1", 9);
    try (Arena arena = Arena.ofConfined()) {
      UdpSocket socket = UdpSocket.bind(new InetSocketAddress("127.0.0.1", 0), UdpConfig.DEFAULT);
      ReceiveBatch received = new ReceiveBatch(arena, 1, false);
      SendBatch answers = new SendBatch(arena, 1);
      sender(received, 0, anywhere);
      answers.add(received, 0, new byte[65_508], 65_508);
      answers.flush(new Libc(arena), socket.descriptor(), faults);
      assertThat(faults.sends).containsExactly("EMSGSIZE: message too long");
      socket.close();
      answers.add(received, 0, new byte[1], 1);
      answers.flush(new Libc(arena), -1, faults);
      assertThat(faults.sends).hasSize(2).last().asString().startsWith("EBADF");
    }
  }
}
