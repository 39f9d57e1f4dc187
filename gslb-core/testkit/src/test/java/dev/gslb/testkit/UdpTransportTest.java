package dev.gslb.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.internal.transport.TransportFaults;
import dev.gslb.internal.transport.UdpTransport;
import dev.gslb.spi.Inbound;
import dev.gslb.spi.QueryHandler;
import dev.gslb.spi.Transport;
import dev.gslb.spi.TransportConfig;
import dev.gslb.testkit.ScriptedHandlers.Act;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class UdpTransportTest extends TransportContractTest {
  private final TransportFaults faults = new TransportFaults();

  @Override
  protected Transport open(TransportConfig config, QueryHandler.Factory handlers)
      throws IOException {
    return UdpTransport.open("test", config, handlers, faults);
  }

  @Override
  protected boolean isStream() {
    return false;
  }

  @Test
  void handle_throwsAnError_goesOn() throws Exception {
    TransportConfig config = config(loopback().subList(0, 1), 1);
    try (Transport server = open(config, () -> new FailingOnce(handlers.newHandler()))) {
      server.start();
      TestClient first = client(server);
      first.send(request(Act.ECHO, 1));
      assertEcho(first, 2);
      assertThat(faults.handlerFailures()).isEqualTo(1);
    }
  }

  @Test
  void handle_interruptsItsThread_isReplacedAndCounted() throws Exception {
    TransportConfig config = config(loopback().subList(0, 1), 1);
    try (Transport server = open(config, () -> new Interrupting(handlers.newHandler()));
        DatagramSocket client = new DatagramSocket()) {
      server.start();
      client.connect(server.localAddresses().get(0));
      client.setSoTimeout(200);
      byte[] request = request(Act.ECHO, 7);
      DatagramPacket answer = new DatagramPacket(new byte[100], 100);
      askUntilAnswered(client, request, answer);
      assertThat(Arrays.copyOf(answer.getData(), answer.getLength()))
          .isEqualTo(ScriptedHandlers.echoOf(request));
      assertThat(faults.replacedWorkers()).isEqualTo(1);
    }
  }

  /** Datagrams of the moment at which the socket is exchanged are lost, as in any network. */
  private static void askUntilAnswered(DatagramSocket client, byte[] request, DatagramPacket answer)
      throws IOException {
    IOException last = new IOException("nothing was asked");
    for (int i = 0; i < 100; i++) {
      try {
        client.send(new DatagramPacket(request, request.length));
        client.receive(answer);
        return;
      } catch (SocketTimeoutException | PortUnreachableException e) {
        last = e;
      }
    }
    throw last;
  }

  /** The first of all interrupts its thread, as a plugin might: the JDK then closes the socket. */
  private static final class Interrupting implements QueryHandler {
    private static final AtomicBoolean DONE = new AtomicBoolean();

    private final QueryHandler then;

    Interrupting(QueryHandler then) {
      this.then = then;
    }

    @Override
    public void beginBatch() {
      then.beginBatch();
    }

    @Override
    public int handle(
        Inbound inbound, byte[] request, int requestLength, byte[] response, int responseLimit) {
      if (DONE.compareAndSet(false, true)) {
        Thread.currentThread().interrupt();
      }
      return then.handle(inbound, request, requestLength, response, responseLimit);
    }
  }
}
