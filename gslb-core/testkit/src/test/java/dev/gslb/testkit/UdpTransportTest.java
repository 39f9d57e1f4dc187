package dev.gslb.testkit;

import dev.gslb.internal.transport.TransportFaults;
import dev.gslb.internal.transport.UdpTransport;
import dev.gslb.spi.QueryHandler;
import dev.gslb.spi.Transport;
import dev.gslb.spi.TransportConfig;
import java.io.IOException;

class UdpTransportTest extends TransportContractTest {
  @Override
  protected Transport open(TransportConfig config, QueryHandler.Factory handlers)
      throws IOException {
    return UdpTransport.open("test", config, handlers, new TransportFaults());
  }

  @Override
  protected boolean isStream() {
    return false;
  }
}
