package dev.gslb.scenario;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands before a server's TCP port and cuts connections after so many octets of answers. */
final class CuttingProxy implements AutoCloseable {
  private final ServerSocket listening;
  private final InetSocketAddress server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger cuts = new AtomicInteger();
  private volatile long limit = Long.MAX_VALUE;

  CuttingProxy(InetSocketAddress server) throws IOException {
    this.server = server;
    this.listening = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    threads.execute(this::accept);
  }

  InetSocketAddress address() {
    return new InetSocketAddress(listening.getInetAddress(), listening.getLocalPort());
  }

  void cutAfter(long octets) {
    limit = octets;
  }

  int cuts() {
    return cuts.get();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listening.accept();
        threads.execute(() -> pass(client));
      }
    } catch (IOException e) {
      // close() ends the wait for connections.
    }
  }

  private void pass(Socket client) {
    try (client;
        Socket upstream = new Socket(server.getAddress(), server.getPort())) {
      threads.execute(() -> copy(client, upstream, Long.MAX_VALUE));
      copy(upstream, client, limit);
    } catch (IOException e) {
      // Whoever is cut off here tries again.
    }
  }

  private void copy(Socket from, Socket to, long most) {
    byte[] buffer = new byte[8_192];
    long left = most;
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (n > left) {
          cuts.incrementAndGet();
          to.close();
          return;
        }
        left -= n;
        out.write(buffer, 0, n);
      }
    } catch (IOException e) {
      // The other side is gone.
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    threads.shutdownNow();
  }
}
