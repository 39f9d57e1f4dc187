package dev.gslb.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.spi.Responder;
import dev.gslb.spi.Transport;
import dev.gslb.spi.TransportConfig;
import dev.gslb.spi.UdpConfig;
import dev.gslb.testkit.ScriptedHandlers.Act;
import dev.gslb.testkit.ScriptedHandlers.Held;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * What a transport must do beyond {@link TransportContractTest} when its messages travel on
 * connections, each behind its length (RFC 1035 section 4.2.2, RFC 7766).
 */
public abstract class StreamTransportContractTest extends TransportContractTest {
  /** Long enough for a request on a busy machine. */
  private static final Duration IDLE = Duration.ofSeconds(1);

  /** Of answers that soon fill the buffers of a connection whose client does not read. */
  private static final int LARGE = 60_000;

  private static final int MANY = 1_000;

  /** How many large answers buffers may take, in both kernels' ends and the transport: 15 MB. */
  private static final int BOUND = 250;

  /** For subclasses. */
  protected StreamTransportContractTest() {}

  @Override
  protected final boolean isStream() {
    return true;
  }

  private TestClient.Stream stream(Transport server) throws IOException {
    return (TestClient.Stream) client(server);
  }

  /** A client whose own buffer is small, so that the server soon notices that it does not read. */
  final TestClient.Stream lazy(Transport server) throws IOException {
    InetSocketAddress address = server.localAddresses().get(0);
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4_096);
    socket.connect(address);
    return closedAtEnd(new TestClient.Stream(clientEnd(socket)));
  }

  private Transport serve(int maxConnections, Duration idleTimeout) throws IOException {
    return serve(maxConnections, maxConnections, idleTimeout);
  }

  private Transport serve(int maxConnections, int maxPerClient, Duration idleTimeout)
      throws IOException {
    return serve(
        new TransportConfig(
            loopback().subList(0, 1),
            UdpConfig.DEFAULT,
            maxConnections,
            maxPerClient,
            idleTimeout,
            Duration.ofSeconds(10)));
  }

  private static byte[] transfer(int id, int count, int size) {
    return ScriptedHandlers.request(Act.TRANSFER, id, count, size, ScriptedHandlers.SHORTEST);
  }

  private static int id(byte[] message) {
    return ByteBuffer.wrap(message).getShort(0) & 0xFFFF;
  }

  @Test
  void pipelining_manyRequestsInOneWrite_areAllAnswered() throws Exception {
    for (Act act : new Act[] {Act.ECHO, Act.DEFER}) {
      TestClient.Stream client = stream(serve());
      byte[][] requests = new byte[100][];
      for (int i = 0; i < requests.length; i++) {
        requests[i] = ScriptedHandlers.request(act, i, 0, 0, 21 + 7 * i);
      }
      client.write(TestClient.Stream.framed(requests));
      Set<Integer> ids = new HashSet<>();
      for (int i = 0; i < requests.length; i++) {
        byte[] answer = client.receive();
        assertThat(answer).isEqualTo(ScriptedHandlers.echoOf(requests[id(answer)]));
        ids.add(id(answer));
      }
      assertThat(ids).hasSize(requests.length);
    }
  }

  @Test
  void framing_requestSentOctetByOctet_isAnswered() throws Exception {
    TestClient.Stream client = stream(serve());
    byte[] request = request(Act.ECHO, 5);
    for (byte octet : TestClient.Stream.framed(request)) {
      client.write(new byte[] {octet});
    }
    assertThat(client.receive()).isEqualTo(ScriptedHandlers.echoOf(request));
  }

  @Test
  void framing_oneAndAHalfRequestsThenTheRest_areBothAnswered() throws Exception {
    TestClient.Stream client = stream(serve());
    byte[] first = request(Act.ECHO, 1);
    for (int length : new int[] {21, 3_000, 65_535}) {
      byte[] second = ScriptedHandlers.request(Act.ECHO, 2, 0, 0, length);
      byte[] both = TestClient.Stream.framed(first, second);
      int split = first.length + 2 + length / 2;
      client.write(Arrays.copyOf(both, split));
      assertThat(client.receive()).isEqualTo(ScriptedHandlers.echoOf(first));
      client.write(Arrays.copyOfRange(both, split, both.length));
      assertThat(client.receive()).isEqualTo(ScriptedHandlers.echoOf(second));
    }
  }

  @Test
  void defer_laterRequest_isAnsweredFirst() throws Exception {
    TestClient.Stream client = stream(serve());
    client.write(TestClient.Stream.framed(request(Act.HOLD, 1), request(Act.HOLD, 2)));
    Held first = handlers.held();
    Held second = handlers.held();
    assertEcho(client, 3);
    release(second);
    assertThat(id(client.receive())).isEqualTo(2);
    release(first);
    assertThat(id(client.receive())).isEqualTo(1);
  }

  @Test
  void defer_transfer_sendsItsMessagesInOrder() throws Exception {
    TestClient.Stream client = stream(serve());
    client.send(transfer(4, MANY, 2_000));
    for (int i = 0; i < MANY; i++) {
      assertThat(client.receive()).isEqualTo(ScriptedHandlers.filling(4, i, 2_000));
    }
    assertThat(handlers.transferred()).isTrue();
    assertEcho(client, 5);
  }

  @Test
  void defer_transfersAndQueriesOnOneConnection_areInterleavedWhole() throws Exception {
    TestClient.Stream client = stream(serve());
    client.write(
        TestClient.Stream.framed(
            transfer(1, 100, 30_000), transfer(2, 100, 700), request(Act.ECHO, 3)));
    int[] next = new int[4];
    for (int i = 0; i < 201; i++) {
      byte[] message = client.receive();
      int id = id(message);
      int number = next[id]++;
      assertThat(message)
          .isEqualTo(
              id == 3
                  ? ScriptedHandlers.echoOf(request(Act.ECHO, 3))
                  : ScriptedHandlers.filling(id, number, message.length));
    }
    assertThat(next).containsExactly(0, 100, 100, 1);
  }

  @Test
  void halfClose_requestsSentBefore_areStillAnswered() throws Exception {
    TestClient.Stream client = stream(serve());
    client.write(TestClient.Stream.framed(request(Act.HOLD, 1), request(Act.ECHO, 2)));
    client.finishSending();
    assertThat(id(client.receive())).isEqualTo(2);
    release(handlers.held());
    assertThat(id(client.receive())).isEqualTo(1);
    assertThat(client.isEnded()).isTrue();
  }

  @Test
  void idle_connectionWithoutRequests_isClosed() throws Exception {
    Transport server = serve(10, IDLE);
    TestClient.Stream silent = stream(server);
    TestClient.Stream asked = stream(server);
    assertEcho(asked, 1);
    assertThat(silent.isEnded()).isTrue();
    assertThat(asked.isEnded()).isTrue();
  }

  @Test
  void idle_requestThatIsNeverFinished_isClosed() throws Exception {
    TestClient.Stream client = stream(serve(10, IDLE));
    client.write(new byte[] {1, 0, 7});
    assertThat(client.isEnded()).isTrue();
  }

  @Test
  void idle_handlerAtWork_isNotClosed() throws Exception {
    Transport server = serve(10, IDLE);
    TestClient.Stream waiting = stream(server);
    waiting.send(request(Act.HOLD, 1));
    Held held = handlers.held();
    // Another connection that is closed as idle says that the time has passed.
    assertThat(stream(server).isEnded()).isTrue();
    release(held);
    assertThat(id(waiting.receive())).isEqualTo(1);
  }

  @Test
  void limit_oneConnectionMore_closesTheLongestIdle() throws Exception {
    Transport server = serve(2, Duration.ofSeconds(15));
    TestClient.Stream first = stream(server);
    TestClient.Stream second = stream(server);
    assertEcho(first, 1);
    assertEcho(second, 2);
    assertEcho(first, 3);
    assertEcho(stream(server), 4);
    assertThat(second.isEnded()).isTrue();
    assertEcho(first, 5);
  }

  @Test
  void limit_oneConnectionMoreOfAClient_closesItsOwnLongestIdle() throws Exception {
    Transport server = serve(10, 2, Duration.ofSeconds(15));
    TestClient.Stream first = stream(server);
    TestClient.Stream second = stream(server);
    assertEcho(first, 1);
    assertEcho(second, 2);
    assertEcho(stream(server), 3);
    assertThat(first.isEnded()).isTrue();
    assertEcho(second, 4);
  }

  @Test
  void limit_allConnectionsAtWork_closesTheNewOne() throws Exception {
    Transport server = serve(1, Duration.ofSeconds(15));
    TestClient.Stream working = stream(server);
    working.send(request(Act.HOLD, 1));
    Held held = handlers.held();
    assertThat(stream(server).isEnded()).isTrue();
    release(held);
    assertThat(id(working.receive())).isEqualTo(1);
  }

  @Test
  void limit_connectionThatOnlyBeganARequest_givesWay() throws Exception {
    Transport server = serve(1, Duration.ofSeconds(15));
    TestClient.Stream hoarder = stream(server);
    assertEcho(hoarder, 1);
    hoarder.write(new byte[] {0});
    assertEcho(stream(server), 2);
    assertThat(hoarder.isEnded()).isTrue();
  }

  @Test
  void backPressure_clientThatDoesNotRead_isNotServedWithoutBound() throws Exception {
    Transport server = serve();
    TestClient.Stream lazy = lazy(server);
    byte[][] requests = new byte[MANY][];
    for (int i = 0; i < MANY; i++) {
      requests[i] = ScriptedHandlers.request(Act.FILL, i, 0, LARGE, ScriptedHandlers.SHORTEST);
    }
    lazy.write(TestClient.Stream.framed(requests));
    TestClient.Stream other = stream(server);
    for (int id = 0; id < 500; id++) {
      assertEcho(other, id);
    }
    assertThat(handlers.filled()).isLessThan(BOUND);
    for (int i = 0; i < MANY; i++) {
      assertThat(lazy.receive()).isEqualTo(ScriptedHandlers.filling(i, 0, LARGE));
    }
  }

  @Test
  void backPressure_responderFasterThanItsClient_waits() throws Exception {
    Transport server = serve();
    TestClient.Stream lazy = lazy(server);
    lazy.send(transfer(1, MANY, LARGE));
    TestClient.Stream other = stream(server);
    for (int id = 0; id < 500; id++) {
      assertEcho(other, id);
    }
    assertThat(handlers.sent()).isLessThan(BOUND);
    for (int i = 0; i < MANY; i++) {
      assertThat(lazy.receive()).isEqualTo(ScriptedHandlers.filling(1, i, LARGE));
    }
    assertThat(handlers.transferred()).isTrue();
  }

  @Test
  void backPressure_firstAnswerOfAResponder_waitsForNobody() throws Exception {
    TestClient.Stream lazy = lazy(serve(10, IDLE));
    for (int id = 0; id < 16; id++) {
      lazy.send(request(Act.HOLD, id));
    }
    List<Held> all = new ArrayList<>();
    for (int id = 0; id < 16; id++) {
      all.add(handlers.held());
    }
    for (Held held : all) {
      try (held) {
        byte[] answer = ScriptedHandlers.filling(held.id(), 0, LARGE);
        assertThat(held.responder().send(answer, LARGE)).isTrue();
      }
    }
  }

  @Test
  void backPressure_clientThatNeverReads_endsTheTransfer() throws Exception {
    Transport server = serve(10, IDLE);
    lazy(server).send(transfer(1, MANY, LARGE));
    assertThat(handlers.transferred()).isFalse();
    assertThat(handlers.sent()).isLessThan(BOUND);
  }

  @Test
  void backPressure_requestBegunWhileAnswersWait_isReadToItsEnd() throws Exception {
    Transport server = serve();
    TestClient.Stream client = stream(server);
    TestClient.Stream before = stream(server);
    TestClient.Stream other = stream(server);
    client.send(request(Act.HOLD, 1));
    Held held = handlers.held();
    before.send(request(Act.WAIT, 2));
    handlers.awaitEntered();
    // Both are found readable at once; while the first is served, the second's answers pile up.
    byte[] request = ScriptedHandlers.request(Act.ECHO, 4, 0, 0, 2_000);
    byte[] framed = TestClient.Stream.framed(request);
    other.send(request(Act.WAIT, 3));
    client.write(Arrays.copyOf(framed, 1_024));
    handlers.gate();
    handlers.awaitEntered();
    try (held) {
      for (int i = 0; i < 3; i++) {
        assertThat(held.responder().send(ScriptedHandlers.filling(1, i, LARGE), LARGE)).isTrue();
      }
    }
    handlers.gate();
    for (int i = 0; i < 3; i++) {
      assertThat(client.receive()).isEqualTo(ScriptedHandlers.filling(1, i, LARGE));
    }
    client.write(Arrays.copyOfRange(framed, 1_024, framed.length));
    assertThat(client.receive()).isEqualTo(ScriptedHandlers.echoOf(request));
  }

  @Test
  void send_clientIsGone_returnsFalse() throws Exception {
    Transport server = serve();
    TestClient.Stream client = stream(server);
    client.send(request(Act.HOLD, 1));
    Held held = handlers.held();
    client.abort();
    try (held) {
      CompletableFuture<Boolean> refused =
          CompletableFuture.supplyAsync(() -> sendUntilRefused(held.responder()));
      assertThat(refused.get(TestClient.PATIENCE_MILLIS, TimeUnit.MILLISECONDS)).isTrue();
    }
    assertEcho(stream(server), 2);
  }

  private static boolean sendUntilRefused(Responder responder) {
    byte[] message = ScriptedHandlers.filling(1, 0, LARGE);
    try {
      for (int i = 0; i < 10_000; i++) {
        if (!responder.send(message, message.length)) {
          return true;
        }
      }
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Test
  void close_deferredAnswerUnderWay_isWaitedFor() throws Exception {
    Transport server = serve();
    TestClient.Stream client = stream(server);
    client.send(request(Act.HOLD, 1));
    Held held = handlers.held();
    CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close);
    release(held);
    assertThat(id(client.receive())).isEqualTo(1);
    closed.get(TestClient.PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Test
  void close_requestsThatHaveArrived_areAllAnswered() throws Exception {
    Transport server = serve();
    TestClient.Stream client = stream(server);
    client.send(request(Act.WAIT, 0));
    handlers.awaitEntered();
    List<byte[]> requests = new ArrayList<>();
    for (int id = 1; id <= 300; id++) {
      requests.add(request(Act.ECHO, id));
    }
    client.write(TestClient.Stream.framed(requests.toArray(byte[][]::new)));
    CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close);
    handlers.gate();
    for (int id = 0; id <= 300; id++) {
      assertThat(id(client.receive())).isEqualTo(id);
    }
    assertThat(client.isEnded()).isTrue();
    closed.get(TestClient.PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
  }
}
