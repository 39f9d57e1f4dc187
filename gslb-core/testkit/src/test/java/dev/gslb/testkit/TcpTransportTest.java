package dev.gslb.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gslb.internal.transport.TcpTransport;
import dev.gslb.internal.transport.TransportFaults;
import dev.gslb.spi.QueryHandler;
import dev.gslb.spi.Transport;
import dev.gslb.spi.TransportConfig;
import dev.gslb.spi.UdpConfig;
import dev.gslb.testkit.ScriptedHandlers.Act;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TcpTransportTest extends StreamTransportContractTest {
  private static final int LARGE = 60_000;

  /** Each stalled client costs the server 140 kB: more than all may hold together. */
  private static final int STALLED = 400;

  /** More answers than the kernels' buffers and the server's take. */
  private static final int ASKED = 250;

  private final TransportFaults faults = new TransportFaults();

  @Override
  protected Transport open(TransportConfig config, QueryHandler.Factory handlers)
      throws IOException {
    return TcpTransport.open("test", config, handlers, faults);
  }

  @Test
  void backPressure_manyClientsThatDoNotRead_shedsTheLongestStalled() throws Exception {
    TransportConfig config =
        new TransportConfig(
            loopback().subList(0, 1),
            UdpConfig.DEFAULT,
            2 * STALLED,
            2 * STALLED,
            Duration.ofMinutes(5),
            Duration.ofMillis(10));
    Transport server = serve(config);
    TestClient other = client(server);
    TestClient.Stream slow = lazy(server);
    byte[] begun = TestClient.Stream.framed(request(Act.ECHO, 1));
    slow.write(Arrays.copyOf(begun, 3));
    List<TestClient.Stream> stalled = new ArrayList<>();
    for (int i = 0; i < STALLED; i++) {
      TestClient.Stream lazy = lazy(server);
      stalled.add(lazy);
      byte[][] requests = new byte[ASKED][];
      for (int id = 0; id < ASKED; id++) {
        requests[id] = ScriptedHandlers.request(Act.FILL, id, 0, LARGE, ScriptedHandlers.SHORTEST);
      }
      lazy.write(TestClient.Stream.framed(requests));
      assertEcho(other, i);
    }
    assertThat(faults.shedConnections()).isBetween(STALLED / 4L, STALLED - 100L);
    TestClient.Stream last = stalled.get(STALLED - 1);
    for (int id = 0; id < ASKED; id++) {
      assertThat(last.receive()).isEqualTo(ScriptedHandlers.filling(id, 0, LARGE));
    }
    assertThatThrownBy(
            () -> {
              for (int id = 0; id < ASKED; id++) {
                stalled.get(0).receive();
              }
            })
        .isInstanceOf(IOException.class);
    assertEcho(other, STALLED);
    slow.write(Arrays.copyOfRange(begun, 3, begun.length));
    assertThat(slow.receive()).as("who sends slowly is no burden").isNotEmpty();
  }

  @Test
  void handle_throwsAnError_closesItsConnectionAndServesOthers() throws Exception {
    TransportConfig config = config(loopback().subList(0, 1), 1);
    try (Transport server = open(config, () -> new FailingOnce(handlers.newHandler()))) {
      server.start();
      TestClient.Stream first = (TestClient.Stream) client(server);
      first.send(request(Act.ECHO, 1));
      assertThat(first.isEnded()).isTrue();
      assertEcho(client(server), 2);
      assertThat(faults.handlerFailures()).isEqualTo(1);
    }
  }
}
