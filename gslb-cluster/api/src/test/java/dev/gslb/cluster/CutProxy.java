package dev.gslb.cluster;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Hands bytes on to a port of this machine until it is told not to, and keeps the first of them.
 */
public final class CutProxy implements AutoCloseable {

  /** What becomes of bytes. */
  public enum Mode {
    /** They are handed on. */
    OPEN,
    /** They are lost, and connections stay. */
    SILENT,
    /** Those of the server are lost. */
    MUTE_SERVER,
    /** Connections are closed, and new ones too. */
    CUT
  }

  private static final int MOST_KEPT = 1 << 20;

  private final ServerSocket listening;
  private final int target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream(); // guarded by itself
  private volatile Mode mode = Mode.OPEN;

  /**
   * Begins to listen on loopback.
   *
   * @param target the port
   * @throws IOException if it cannot listen
   */
  public CutProxy(int target) throws IOException {
    this.target = target;
    listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    run(this::accept);
  }

  /**
   * Returns where it listens.
   *
   * @return the address
   */
  public InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), listening.getLocalPort());
  }

  /**
   * Returns what was handed on in both directions, up to 1 MiB.
   *
   * @return a character for each octet
   */
  public String heard() {
    synchronized (kept) {
      return kept.toString(StandardCharsets.ISO_8859_1);
    }
  }

  /**
   * Sets what becomes of bytes from now on. A connection that lost some ends with the next ones.
   *
   * @param next the mode
   * @throws IOException if a connection cannot be closed
   */
  public void mode(Mode next) throws IOException {
    mode = next;
    if (next == Mode.CUT) {
      closeAll();
    }
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = listening.accept();
      if (mode == Mode.CUT) {
        client.close();
        continue;
      }
      try {
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.add(client);
        sockets.add(server);
        run(() -> copy(client, server, false));
        run(() -> copy(server, client, true));
      } catch (IOException e) {
        client.close(); // the server is down
      }
    }
  }

  private void copy(Socket from, Socket to, boolean ofServer) throws IOException {
    byte[] bytes = new byte[64 << 10];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      boolean lost = false; // what comes after a loss is of no use
      for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
        boolean losing = mode == Mode.SILENT || (ofServer && mode == Mode.MUTE_SERVER);
        if (lost && !losing) {
          return;
        }
        lost = losing;
        if (!lost) {
          keep(bytes, count);
          out.write(bytes, 0, count);
        }
      }
    } finally {
      sockets.remove(from);
      sockets.remove(to);
    }
  }

  private void keep(byte[] bytes, int count) {
    synchronized (kept) {
      if (kept.size() < MOST_KEPT) {
        kept.write(bytes, 0, count);
      }
    }
  }

  private void closeAll() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    closeAll();
  }

  private interface Task {
    void run() throws IOException;
  }

  private static void run(Task task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (IOException e) {
                // the socket was closed
              }
            },
            "cut-proxy");
    thread.setDaemon(true);
    thread.start();
  }
}
