package dev.gslb.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gslb.spi.QueryHandler;
import dev.gslb.spi.Transport;
import dev.gslb.spi.TransportConfig;
import dev.gslb.spi.UdpConfig;
import dev.gslb.testkit.ScriptedHandlers.Act;
import dev.gslb.testkit.ScriptedHandlers.Held;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What every transport must do. Extend it, and say how the transport is opened; one whose messages
 * travel on connections extends {@link StreamTransportContractTest} instead. Traffic stays on the
 * loopback addresses, of IPv4 and of IPv6.
 */
public abstract class TransportContractTest {
  private static final int LARGEST_STREAM = 65_535;

  /** The most that a datagram of IPv4 carries: 65,535 without the headers of IP and UDP. */
  private static final int LARGEST_DATAGRAM = 65_507;

  final ScriptedHandlers handlers = new ScriptedHandlers();
  private final List<Transport> opened = new ArrayList<>();
  private final List<TestClient> clients = new ArrayList<>();

  /** For subclasses. */
  protected TransportContractTest() {}

  /**
   * Opens the transport under test, without starting it.
   *
   * @param config where and how; port 0 stands for a free one, the same for all workers
   * @param handlers gives each worker its handler
   * @return a transport that the test closes
   * @throws IOException if an address cannot be bound
   */
  protected abstract Transport open(TransportConfig config, QueryHandler.Factory handlers)
      throws IOException;

  /**
   * Says whether messages travel on connections.
   *
   * @return false for datagrams
   */
  protected abstract boolean isStream();

  /**
   * Puts a client's end of the transport's own protocol, such as TLS, on a connection.
   *
   * @param connected a TCP connection to the transport
   * @return the same unless overridden
   * @throws IOException if the two ends do not agree
   */
  protected Socket clientEnd(Socket connected) throws IOException {
    return connected;
  }

  /**
   * Ends one test.
   *
   * @throws IOException if a client cannot be closed
   */
  @AfterEach
  final void endContract() throws IOException {
    for (TestClient client : clients) {
      client.close();
    }
    handlers.close();
    opened.forEach(Transport::close);
    handlers.assertUsedAsPromised();
  }

  static TransportConfig config(List<InetSocketAddress> addresses, int workers) {
    return new TransportConfig(
        addresses,
        UdpConfig.DEFAULT.withWorkers(workers),
        100,
        100,
        Duration.ofSeconds(15),
        Duration.ofSeconds(10));
  }

  static List<InetSocketAddress> loopback() throws IOException {
    return List.of(
        new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0),
        new InetSocketAddress(InetAddress.getByName("::1"), 0));
  }

  final Transport serve(TransportConfig config) throws IOException {
    Transport transport = open(config, handlers);
    opened.add(transport);
    transport.start();
    return transport;
  }

  final Transport serve() throws IOException {
    return serve(config(loopback().subList(0, 1), 1));
  }

  final TestClient client(InetSocketAddress server) throws IOException {
    TestClient client =
        isStream()
            ? new TestClient.Stream(clientEnd(new Socket(server.getAddress(), server.getPort())))
            : new TestClient.Datagrams(server);
    clients.add(client);
    return client;
  }

  final <T extends TestClient> T closedAtEnd(T client) {
    clients.add(client);
    return client;
  }

  final TestClient client(Transport server) throws IOException {
    return client(server.localAddresses().get(0));
  }

  static byte[] request(Act act, int id) {
    return ScriptedHandlers.request(act, id);
  }

  static void assertEcho(TestClient client, int id) throws IOException {
    byte[] request = request(Act.ECHO, id);
    assertThat(client.ask(request)).isEqualTo(ScriptedHandlers.echoOf(request));
  }

  @Test
  void handle_eachAddress_answersFromIt() throws Exception {
    Transport server = serve(config(loopback(), 1));
    assertThat(server.localAddresses())
        .hasSize(2)
        .allSatisfy(address -> assertThat(address.getPort()).isPositive());
    for (InetSocketAddress address : server.localAddresses()) {
      assertEcho(client(address), 1);
    }
  }

  @Test
  void handle_dropped_sendsNothingAndGoesOn() throws Exception {
    TestClient client = client(serve());
    client.send(request(Act.DROP, 1));
    assertEcho(client, 2);
  }

  @Test
  void handle_tooShortToBeAMessage_isTheHandlersToDrop() throws Exception {
    TestClient client = client(serve());
    client.send(new byte[0]);
    client.send(new byte[] {1});
    assertEcho(client, 2);
  }

  @Test
  void handle_anyLength_isGivenAndSentWhole() throws Exception {
    TestClient client = client(serve());
    int largest = isStream() ? LARGEST_STREAM : LARGEST_DATAGRAM;
    for (int length : new int[] {21, 22, 512, 1_022, 1_023, 1_232, 4_096, largest, 21, 300}) {
      byte[] request = ScriptedHandlers.request(Act.ECHO, length, 0, 0, length);
      assertThat(client.ask(request)).isEqualTo(ScriptedHandlers.echoOf(request));
    }
  }

  @Test
  void handle_answerAsLongAsTheLimit_isSent() throws Exception {
    byte[] answer = client(serve()).ask(request(Act.FILL, 7));
    assertThat(answer).hasSize(isStream() ? LARGEST_STREAM : LARGEST_DATAGRAM);
    assertThat(answer).isEqualTo(ScriptedHandlers.filling(7, 0, answer.length));
  }

  @Test
  void inbound_eachFamily_tellsTheSender() throws Exception {
    Transport server = serve(config(loopback(), 1));
    for (InetSocketAddress address : server.localAddresses()) {
      TestClient client = client(address);
      ByteBuffer told = ByteBuffer.wrap(client.ask(request(Act.CLIENT, 1))).position(12);
      boolean ipv4 = address.getAddress().getAddress().length == 4;
      assertThat(told.get() == 1).isEqualTo(isStream());
      assertThat(told.get() == 1).isEqualTo(ipv4);
      assertThat(told.getLong()).isEqualTo(ipv4 ? 0x7F000001L : 0);
      assertThat(told.getLong()).isEqualTo(ipv4 ? 0 : 1);
      assertThat(told.getInt()).isEqualTo(client.localPort());
    }
  }

  @Test
  void beginBatch_requestsReadApart_comesBeforeEach() throws Exception {
    TestClient client = client(serve());
    int before = 0;
    for (int id = 1; id <= 20; id++) {
      int batches = ByteBuffer.wrap(client.ask(request(Act.BATCH, id))).getInt(4);
      assertThat(batches).isGreaterThan(before);
      before = batches;
    }
  }

  @Test
  void newHandler_severalWorkers_isCalledBeforeTheyStartAndOnceForEach() throws Exception {
    Transport transport = open(config(loopback(), 3), handlers);
    int made = handlers.made();
    try (transport) {
      assertThat(made).isPositive();
      assertThat(transport.localAddresses()).hasSize(2);
      transport.start();
      askAtOnce(transport, 6);
    }
    assertThat(handlers.made()).isEqualTo(made);
    handlers.assertUsedAsPromised();
  }

  @Test
  void handle_severalClientsAtOnce_eachGetsItsOwnAnswers() throws Exception {
    askAtOnce(serve(config(loopback(), 1)), 8);
  }

  private void askAtOnce(Transport server, int count) throws Exception {
    List<InetSocketAddress> addresses = server.localAddresses();
    List<CompletableFuture<Void>> done = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      TestClient client = client(addresses.get(i % addresses.size()));
      int first = i * 1_000;
      done.add(
          CompletableFuture.runAsync(
              () -> {
                try {
                  for (int id = first; id < first + 100; id++) {
                    assertEcho(client, id);
                  }
                } catch (IOException e) {
                  throw new AssertionError("client " + first, e);
                }
              }));
    }
    CompletableFuture.allOf(done.toArray(CompletableFuture[]::new))
        .get(TestClient.PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Test
  void defer_fromAnotherThread_sendsTheAnswer() throws Exception {
    Transport server = serve(config(loopback(), 1));
    for (InetSocketAddress address : server.localAddresses()) {
      byte[] request = ScriptedHandlers.request(Act.DEFER, 3, 0, 0, 400);
      assertThat(client(address).ask(request)).isEqualTo(ScriptedHandlers.echoOf(request));
    }
  }

  @Test
  void defer_severalAtOnce_eachGoesToItsClient() throws Exception {
    Transport server = serve();
    TestClient one = client(server);
    TestClient two = client(server);
    one.send(request(Act.HOLD, 1));
    Held first = handlers.held();
    two.send(request(Act.HOLD, 2));
    Held second = handlers.held();
    assertEcho(one, 3);
    assertEcho(two, 4);
    release(second);
    release(first);
    assertThat(two.receive()).isEqualTo(ScriptedHandlers.filling(2, 0, 100));
    assertThat(one.receive()).isEqualTo(ScriptedHandlers.filling(1, 0, 100));
  }

  static void release(Held held) throws InterruptedException {
    try (held) {
      assertThat(held.responder().send(ScriptedHandlers.filling(held.id(), 0, 100), 100)).isTrue();
    }
  }

  @Test
  void defer_afterTheResponderIsClosed_sendsNothing() throws Exception {
    TestClient client = client(serve());
    client.send(request(Act.HOLD, 1));
    Held held = handlers.held();
    held.close();
    held.close();
    assertThat(held.responder().send(new byte[100], 100)).isFalse();
    assertEcho(client, 2);
  }

  @Test
  void defer_lengthOfNoMessage_isRefusedAndTheRequestStaysOpen() throws Exception {
    TestClient client = client(serve());
    client.send(request(Act.HOLD, 1));
    Held held = handlers.held();
    byte[] message = new byte[LARGEST_STREAM + 1];
    for (int length : new int[] {-1, 0, 11, LARGEST_STREAM + 1}) {
      assertThatThrownBy(() -> held.responder().send(message, length))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("of " + length + " octets (expected: 12..65535)");
    }
    release(held);
    assertThat(client.receive()).isEqualTo(ScriptedHandlers.filling(1, 0, 100));
  }

  @Test
  void defer_signOnAMiss_answersLaterThenAtOnce() throws Exception {
    TestClient client = client(serve());
    for (int id = 1; id <= 3; id++) {
      byte[] request = ScriptedHandlers.request(Act.SIGN, id, 77, 0, 64);
      assertThat(client.ask(request)).isEqualTo(ScriptedHandlers.echoOf(request));
    }
  }

  @Test
  void start_twice_isRefusedAndServesOn() throws Exception {
    Transport server = serve();
    assertThatThrownBy(server::start).isInstanceOf(RuntimeException.class);
    assertEcho(client(server), 1);
  }

  @Test
  void close_whileARequestIsHandled_answersIt() throws Exception {
    Transport server = serve();
    TestClient client = client(server);
    byte[] request = request(Act.WAIT, 9);
    client.send(request);
    handlers.awaitEntered();
    CompletableFuture<Void> closed = CompletableFuture.runAsync(server::close);
    handlers.gate();
    assertThat(client.receive()).isEqualTo(ScriptedHandlers.echoOf(request));
    closed.get(TestClient.PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Test
  void close_twice_freesThePort() throws Exception {
    for (int workers : new int[] {1, 3}) {
      Transport first = serve(config(loopback().subList(0, 1), workers));
      assertEcho(client(first), 1);
      List<InetSocketAddress> addresses = first.localAddresses();
      first.close();
      first.close();
      Transport second = serve(config(addresses, workers));
      assertThat(second.localAddresses()).isEqualTo(addresses);
      assertEcho(client(second), 2);
      second.close();
    }
  }

  @Test
  void close_neverStarted_freesThePort() throws Exception {
    Transport first = open(config(loopback(), 2), handlers);
    List<InetSocketAddress> addresses = first.localAddresses();
    first.close();
    Transport second = serve(config(addresses, 2));
    assertEcho(client(second), 1);
  }

  @Test
  void close_withADeferredRequest_endsAndRefusesItsAnswer() throws Exception {
    TransportConfig hurried =
        new TransportConfig(
            loopback().subList(0, 1),
            UdpConfig.DEFAULT,
            10,
            10,
            Duration.ofSeconds(15),
            Duration.ofMillis(50));
    Transport server = serve(hurried);
    client(server).send(request(Act.HOLD, 1));
    Held held = handlers.held();
    server.close();
    assertThat(held.responder().send(new byte[100], 100)).isFalse();
    held.close();
  }

  @Test
  void open_addressInUse_failsAndKeepsNothing() throws Exception {
    Transport first = serve();
    InetSocketAddress taken = first.localAddresses().get(0);
    InetSocketAddress free = loopback().get(1);
    assertThatThrownBy(() -> open(config(List.of(free, taken), 1), handlers))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(String.valueOf(taken.getPort()));
    assertEcho(client(first), 1);
  }
}
