package dev.gslb.spi;

import java.net.InetSocketAddress;
import java.util.List;

/** Carries messages between clients and handlers. Sockets are bound when it is opened. */
public interface Transport extends AutoCloseable {
  /**
   * Returns what is bound.
   *
   * @return the local addresses with their real ports
   */
  List<InetSocketAddress> localAddresses();

  /** Begins to serve, on threads of the transport's own. Called once. */
  void start();

  /**
   * Stops reading, answers what was read, frees sockets and threads. Blocks until that is done, at
   * most for the configured drain time. May be called twice.
   */
  @Override
  void close();
}
