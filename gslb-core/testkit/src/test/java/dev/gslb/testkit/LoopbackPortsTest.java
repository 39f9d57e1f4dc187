package dev.gslb.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Ports that tests hold for their servers. */
class LoopbackPortsTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  @Test
  void server_listensOverAndOver() throws IOException {
    int port = LoopbackPorts.take();
    for (int i = 0; i < 3; i++) {
      try (ServerSocket server = new ServerSocket(port, 1, LOOPBACK);
          Socket client = new Socket(LOOPBACK, port);
          Socket accepted = server.accept()) {
        accepted.getOutputStream().write(i);
        assertThat(client.getInputStream().read()).isEqualTo(i);
        assertThatThrownBy(() -> new ServerSocket(port, 1, LOOPBACK))
            .isInstanceOf(BindException.class);
      }
    }
  }

  @Test
  void withoutAServer_refusesConnections() {
    int port = LoopbackPorts.take();
    assertThatThrownBy(() -> new Socket(LOOPBACK, port)).isInstanceOf(ConnectException.class);
  }

  @Test
  void pair_isTwoNeighboursThatNobodyElseGets() throws IOException {
    Set<Integer> taken = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      int port = LoopbackPorts.takePair();
      assertThat(taken.add(port) && taken.add(port + 1)).isTrue();
    }
    for (int i = 0; i < 1_000; i++) {
      try (ServerSocket other = new ServerSocket(0, 1, LOOPBACK);
          Socket client = new Socket(LOOPBACK, other.getLocalPort())) {
        assertThat(taken).doesNotContain(other.getLocalPort(), client.getLocalPort());
      }
    }
  }
}
