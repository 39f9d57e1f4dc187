package dev.gslb.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.internal.transport.TransportFaults;
import dev.gslb.internal.transport.UdpTransport;
import dev.gslb.spi.QueryHandler;
import dev.gslb.spi.Transport;
import dev.gslb.spi.TransportConfig;
import dev.gslb.testkit.ScriptedHandlers.Act;
import java.io.IOException;
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
}
