package dev.gslb.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Ports of the loopback address for servers whose address others must know before they run, or that
 * begin again on the same one. The system chooses them, and gives none of them to a connection or
 * to another test until this process ends: a socket that does not listen holds each. A server with
 * {@code SO_REUSEADDR}, which Java's and nearly all others set, may listen beside it. Of UDP a port
 * is free when it is taken, and not held.
 *
 * <p>Safe for any thread. A port costs a file descriptor.
 */
public final class LoopbackPorts {
  private static final Queue<Socket> HELD = new ConcurrentLinkedQueue<>();
  private static final int HIGHEST = 0xFFFF;

  private LoopbackPorts() {}

  /**
   * Takes a port that neither TCP nor UDP uses.
   *
   * @return its number
   */
  public static int take() {
    while (true) {
      int port = hold(0);
      if (port != 0 && isFreeOfUdp(port)) {
        return port;
      }
    }
  }

  /**
   * Takes a port and the next one.
   *
   * @return the number of the first
   */
  public static int takePair() {
    while (true) {
      int port = take();
      if (port < HIGHEST && hold(port + 1) != 0) {
        return port;
      }
    }
  }

  /** Returns 0 if another has the port. */
  private static int hold(int port) {
    Socket socket = new Socket();
    try {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      close(socket);
      if (port == 0) {
        throw new UncheckedIOException(e);
      }
      return 0;
    }
    HELD.add(socket);
    return socket.getLocalPort();
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isFreeOfUdp(int port) {
    try (DatagramSocket socket = new DatagramSocket(port, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
