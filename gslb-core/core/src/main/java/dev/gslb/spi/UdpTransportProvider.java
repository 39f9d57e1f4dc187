package dev.gslb.spi;

import java.io.IOException;
import java.util.Optional;

/**
 * Makes a transport for DNS over UDP. Found by {@link java.util.ServiceLoader}; it takes the place
 * of the one over {@code DatagramChannel} when it can run. All methods are called while a server
 * starts, by the thread that starts it.
 */
public interface UdpTransportProvider {
  /**
   * Names the transport, for {@link UdpConfig#transport}.
   *
   * @return a short word
   */
  String name();

  /**
   * Says why the transport cannot run on this host and JVM. Does not throw.
   *
   * @return empty if it can
   */
  Optional<String> obstacle();

  /**
   * Says whether a socket bound to a wildcard address answers from the address that was asked. If
   * not, such an address never comes to {@link #open}: the server binds each address that the host
   * has at the start.
   *
   * @return whether {@link #open} takes wildcard addresses, {@code ::} for those of both families
   */
  boolean takesWildcards();

  /**
   * Binds the sockets.
   *
   * @param name of the server, for the threads' names
   * @param config where and how
   * @param handlers asked for one handler for each worker, and for one more whenever a worker is
   *     replaced
   * @param faults told of what goes wrong while it serves
   * @return a transport that does not yet serve
   * @throws IOException if an address cannot be bound or an option cannot be had; then nothing
   *     stays bound
   */
  Transport open(
      String name, TransportConfig config, QueryHandler.Factory handlers, FaultListener faults)
      throws IOException;
}
