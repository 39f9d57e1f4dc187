package dev.gslb.internal.transport;

import dev.gslb.spi.QueryHandler;
import dev.gslb.spi.Transport;
import dev.gslb.spi.TransportConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * TCP (RFC 7766): one thread and one selector for all connections, requests pipelined. The
 * listening socket is bound without SO_REUSEPORT and so is the lock of its port: a second server
 * cannot share it by accident.
 */
public final class TcpTransport implements Transport {
  private static final int BACKLOG = 512;

  private final List<ServerSocketChannel> listeners;
  private final TcpLoop loop;
  private final Thread thread;
  private final TransportConfig config;
  private final AtomicLong stopNanos = new AtomicLong();

  private TcpTransport(
      List<ServerSocketChannel> listeners, TcpLoop loop, Thread thread, TransportConfig config) {
    this.listeners = listeners;
    this.loop = loop;
    this.thread = thread;
    this.config = config;
  }

  /**
   * Binds the listening sockets.
   *
   * @param name of the server, for the thread's name
   * @param config where and how
   * @param handlers one for the thread
   * @param faults told of what the kernel refused
   * @return a transport that is not yet serving
   * @throws IOException if an address cannot be bound; then nothing stays bound
   */
  public static TcpTransport open(
      String name, TransportConfig config, QueryHandler.Factory handlers, TransportFaults faults)
      throws IOException {
    List<ServerSocketChannel> listeners = new ArrayList<>();
    try {
      for (InetSocketAddress address : config.addresses()) {
        ServerSocketChannel listener = openFor(address);
        listeners.add(listener);
        bind(listener, address);
      }
      TcpLoop loop = new TcpLoop(listeners, handlers, config, faults);
      Thread thread = new Thread(loop, name + "-tcp");
      thread.setDaemon(true);
      return new TcpTransport(listeners, loop, thread, config);
    } catch (IOException | RuntimeException | Error e) {
      for (ServerSocketChannel listener : listeners) {
        listener.close();
      }
      throw e;
    }
  }

  /** A socket of both families, the JDK's default, would serve IPv6 where only IPv4 was named. */
  private static ServerSocketChannel openFor(InetSocketAddress address) throws IOException {
    boolean ipv6 = address.getAddress() instanceof Inet6Address;
    try {
      return ServerSocketChannel.open(
          ipv6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
    } catch (UnsupportedOperationException e) {
      throw new IOException("TCP " + address + ": this host has no IPv6", e);
    }
  }

  private static void bind(ServerSocketChannel listener, InetSocketAddress address)
      throws IOException {
    try {
      listener.bind(address, BACKLOG);
    } catch (IOException e) {
      throw new IOException("TCP " + address + ": " + e.getMessage(), e);
    }
  }

  @Override
  public List<InetSocketAddress> localAddresses() {
    List<InetSocketAddress> addresses = new ArrayList<>();
    try {
      for (ServerSocketChannel listener : listeners) {
        addresses.add((InetSocketAddress) listener.getLocalAddress());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return addresses;
  }

  @Override
  public void start() {
    thread.start();
  }

  /** Begins to close, and does not wait. May be called twice. */
  void stop() {
    // Zero stands for not yet, so the moment is made odd.
    stopNanos.compareAndSet(0, System.nanoTime() | 1);
    loop.stop();
  }

  @Override
  public void close() {
    stop();
    if (thread.getState() == Thread.State.NEW) {
      loop.release();
    } else {
      // The loop's own deadline is the drain time; the rest is for its last closing.
      Threads.joinUntil(thread, stopNanos.get() + 2 * config.drainTimeout().toNanos());
    }
  }
}
