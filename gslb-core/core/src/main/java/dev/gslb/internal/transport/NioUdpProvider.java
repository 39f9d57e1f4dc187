package dev.gslb.internal.transport;

import dev.gslb.spi.FaultListener;
import dev.gslb.spi.QueryHandler;
import dev.gslb.spi.Transport;
import dev.gslb.spi.TransportConfig;
import dev.gslb.spi.UdpConfig;
import dev.gslb.spi.UdpTransportProvider;
import java.io.IOException;
import java.util.Optional;

/** The transport that every JVM can run. */
final class NioUdpProvider implements UdpTransportProvider {
  @Override
  public String name() {
    return UdpConfig.NIO;
  }

  @Override
  public Optional<String> obstacle() {
    return Optional.empty();
  }

  @Override
  public boolean takesWildcards() {
    return false;
  }

  @Override
  public Transport open(
      String name, TransportConfig config, QueryHandler.Factory handlers, FaultListener faults)
      throws IOException {
    return UdpTransport.open(name, config, handlers, faults);
  }
}
