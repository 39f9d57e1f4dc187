package dev.gslb.transport.linux;

import dev.gslb.spi.QueryHandler;
import dev.gslb.spi.Transport;
import dev.gslb.spi.TransportConfig;
import dev.gslb.testkit.TransportContractTest;
import java.io.IOException;

/** The contract of every transport. */
class LinuxUdpTransportTest extends TransportContractTest {
  private final CountedFaults faults = new CountedFaults();

  @Override
  protected Transport open(TransportConfig config, QueryHandler.Factory handlers)
      throws IOException {
    return LinuxUdpTransport.open("test", config, handlers, faults);
  }

  @Override
  protected boolean isStream() {
    return false;
  }
}
