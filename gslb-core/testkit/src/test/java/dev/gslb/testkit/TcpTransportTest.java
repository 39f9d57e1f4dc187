package dev.gslb.testkit;

import dev.gslb.internal.transport.TcpTransport;
import dev.gslb.internal.transport.TransportFaults;
import dev.gslb.spi.QueryHandler;
import dev.gslb.spi.Transport;
import dev.gslb.spi.TransportConfig;
import java.io.IOException;

class TcpTransportTest extends StreamTransportContractTest {
  @Override
  protected Transport open(TransportConfig config, QueryHandler.Factory handlers)
      throws IOException {
    return TcpTransport.open("test", config, handlers, new TransportFaults());
  }
}
