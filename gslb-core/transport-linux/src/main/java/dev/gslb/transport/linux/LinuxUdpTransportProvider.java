package dev.gslb.transport.linux;

import dev.gslb.spi.FaultListener;
import dev.gslb.spi.QueryHandler;
import dev.gslb.spi.Transport;
import dev.gslb.spi.TransportConfig;
import dev.gslb.spi.UdpTransportProvider;
import java.io.IOException;
import java.util.Optional;

/**
 * The transport {@code linux}: a batch of datagrams is read, and its answers are sent, by one
 * system call each. A socket bound to a wildcard address answers from the address asked (RFC 1123
 * section 6.1.4). Runs on 64-bit Linux in a JVM that lets it call native code.
 */
public final class LinuxUdpTransportProvider implements UdpTransportProvider {
  /** For {@link java.util.ServiceLoader}. */
  public LinuxUdpTransportProvider() {}

  @Override
  public String name() {
    return "linux";
  }

  @Override
  public Optional<String> obstacle() {
    String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    if (!system.equals("Linux amd64") && !system.equals("Linux aarch64")) {
      return Optional.of("is not for " + system);
    }
    try {
      Libc.load();
      return Optional.empty();
    } catch (LinkageError e) {
      Throwable reason = e;
      while (reason.getCause() != null) {
        reason = reason.getCause();
      }
      return Optional.of("may not call native code (" + reason.getMessage() + ")");
    }
  }

  @Override
  public boolean takesWildcards() {
    return true;
  }

  @Override
  public Transport open(
      String name, TransportConfig config, QueryHandler.Factory handlers, FaultListener faults)
      throws IOException {
    return LinuxUdpTransport.open(name, config, handlers, faults);
  }
}
