package dev.gslb.cluster.etcd;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Hands bytes on to a port of this machine until it is told not to. */
final class CutProxy implements AutoCloseable {

  /** What becomes of bytes. */
  enum Mode {
    /** They are handed on. */
    OPEN,
    /** They are lost, and connections stay. */
    SILENT,
    /** Those of the server are lost. */
    MUTE_SERVER,
    /** Connections are closed, and new ones too. */
    CUT
  }

  private final ServerSocket listening;
  private final int target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile Mode mode = Mode.OPEN;

  CutProxy(int target) throws IOException {
    this.target = target;
    listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    run(this::accept);
  }

  String endpoint() {
    return "http://127.0.0.1:" + listening.getLocalPort();
  }

  void mode(Mode next) throws IOException {
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
      for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
        boolean lost = mode == Mode.SILENT || (ofServer && mode == Mode.MUTE_SERVER);
        if (!lost) {
          out.write(bytes, 0, count);
        }
      }
    } finally {
      sockets.remove(from);
      sockets.remove(to);
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
