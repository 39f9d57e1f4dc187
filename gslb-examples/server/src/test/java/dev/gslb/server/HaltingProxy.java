package dev.gslb.server;

import dev.gslb.testkit.LoopbackPorts;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Stands before a server's port, for UDP and TCP, and stops every TCP connection in the middle of
 * its answers until it is released; those connections end then.
 */
final class HaltingProxy implements AutoCloseable {
  private static final int ANSWER_MILLIS = 1_000;
  private static final long PATIENCE_SECONDS = 90;

  private final InetSocketAddress server;
  private final int afterOctets;
  private final ServerSocket listening;
  private final DatagramSocket datagrams;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CompletableFuture<Void> halted = new CompletableFuture<>();
  private final CompletableFuture<Void> released = new CompletableFuture<>();

  HaltingProxy(int serverPort, int afterOctets) throws IOException {
    InetAddress loopback = InetAddress.getByName("127.0.0.1");
    this.server = new InetSocketAddress(loopback, serverPort);
    this.afterOctets = afterOctets;
    int port = LoopbackPorts.take();
    this.listening = new ServerSocket(port, 50, loopback);
    this.datagrams = new DatagramSocket(port, loopback);
    threads.execute(this::accept);
    threads.execute(this::passDatagrams);
  }

  int port() {
    return listening.getLocalPort();
  }

  /** Waits until a connection stands still. */
  void awaitHalt() throws Exception {
    halted.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** Ends what stands still, and stops nothing from now on. */
  void release() {
    released.complete(null);
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
      threads.execute(() -> copy(client, upstream, Integer.MAX_VALUE));
      copy(upstream, client, released.isDone() ? Integer.MAX_VALUE : afterOctets);
    } catch (IOException e) {
      // The server does not run; who asked tries again.
    }
  }

  private void copy(Socket from, Socket to, int most) {
    byte[] buffer = new byte[8_192];
    int left = most;
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (n > left) {
          halted.complete(null);
          released.join();
          return;
        }
        left -= most == Integer.MAX_VALUE ? 0 : n;
        out.write(buffer, 0, n);
        out.flush();
      }
    } catch (IOException e) {
      // One of the two has gone.
    }
  }

  private void passDatagrams() {
    byte[] buffer = new byte[65_535];
    try (DatagramSocket upstream = new DatagramSocket(0, listening.getInetAddress())) {
      upstream.connect(server);
      upstream.setSoTimeout(ANSWER_MILLIS);
      while (true) {
        DatagramPacket query = new DatagramPacket(buffer, buffer.length);
        datagrams.receive(query);
        answer(upstream, query);
      }
    } catch (IOException e) {
      // close() ends the wait for datagrams.
    }
  }

  private void answer(DatagramSocket upstream, DatagramPacket query) throws IOException {
    byte[] buffer = new byte[65_535];
    DatagramPacket answer = new DatagramPacket(buffer, buffer.length);
    try {
      upstream.send(new DatagramPacket(query.getData(), query.getLength()));
      upstream.receive(answer);
    } catch (SocketTimeoutException | PortUnreachableException e) {
      return; // the server does not run
    }
    byte[] octets = Arrays.copyOf(answer.getData(), answer.getLength());
    datagrams.send(new DatagramPacket(octets, octets.length, query.getSocketAddress()));
  }

  @Override
  public void close() throws IOException {
    release();
    listening.close();
    datagrams.close();
    threads.shutdownNow();
  }
}
