package dev.gslb.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.internal.transport.TcpTransport;
import dev.gslb.internal.transport.TransportFaults;
import dev.gslb.spi.QueryHandler;
import dev.gslb.spi.Transport;
import dev.gslb.spi.TransportConfig;
import dev.gslb.testkit.ScriptedHandlers.Act;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class TcpTransportTest extends StreamTransportContractTest {
  private final TransportFaults faults = new TransportFaults();

  @Override
  protected Transport open(TransportConfig config, QueryHandler.Factory handlers)
      throws IOException {
    return TcpTransport.open("test", config, handlers, faults);
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
