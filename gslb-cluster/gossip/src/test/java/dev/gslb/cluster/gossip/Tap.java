package dev.gslb.cluster.gossip;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Hands bytes on to a port of this machine, keeps the first of them, or loses them. */
final class Tap implements AutoCloseable {
  private static final int MOST_KEPT = 1 << 20;

  private final ServerSocket listening;
  private final int target;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream(); // guarded by itself
  private volatile boolean silent;

  Tap(int target) throws IOException {
    this.target = target;
    listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    run(this::accept);
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), listening.getLocalPort());
  }

  String heard() {
    synchronized (kept) {
      return kept.toString(StandardCharsets.ISO_8859_1);
    }
  }

  /** Whether bytes are lost, while connections stay. */
  void silent(boolean lost) {
    silent = lost;
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = listening.accept();
      Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
      run(() -> copy(client, server));
      run(() -> copy(server, client));
    }
  }

  private void copy(Socket from, Socket to) throws IOException {
    byte[] bytes = new byte[8192];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      boolean lost = false; // what comes after a loss is of no use to TLS
      for (int count = in.read(bytes); count >= 0 && !(lost && !silent); count = in.read(bytes)) {
        lost = silent;
        if (!lost) {
          keep(bytes, count);
          out.write(bytes, 0, count);
        }
      }
    }
  }

  private void keep(byte[] bytes, int count) {
    synchronized (kept) {
      if (kept.size() < MOST_KEPT) {
        kept.write(bytes, 0, count);
      }
    }
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
            "tap");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
