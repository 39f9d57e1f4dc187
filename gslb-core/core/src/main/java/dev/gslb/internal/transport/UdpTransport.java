package dev.gslb.internal.transport;

import dev.gslb.spi.FaultListener;
import dev.gslb.spi.QueryHandler;
import dev.gslb.spi.Transport;
import dev.gslb.spi.TransportConfig;
import dev.gslb.spi.UdpConfig;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * UDP over {@link DatagramChannel}: for each address, so many sockets with a thread each, among
 * which the kernel spreads clients. Each socket is bound to a specific address, so that an answer
 * leaves from the address that was asked.
 */
public final class UdpTransport implements Transport {
  /** How long a worker is given to end before it is woken again. */
  private static final long WAKE_NANOS = 2_000_000;

  private final List<UdpWorker> workers;
  private final List<Thread> threads = new ArrayList<>();
  private final TransportConfig config;

  private UdpTransport(List<UdpWorker> workers, TransportConfig config) {
    this.workers = workers;
    this.config = config;
  }

  /**
   * Binds the sockets.
   *
   * @param name of the server, for the threads' names
   * @param config where and how
   * @param handlers one for each socket, and one more whenever a worker is replaced
   * @param faults told of what the kernel refused
   * @return a transport that is not yet serving
   * @throws IOException if an address cannot be bound; then nothing stays bound
   */
  public static UdpTransport open(
      String name, TransportConfig config, QueryHandler.Factory handlers, FaultListener faults)
      throws IOException {
    List<UdpWorker> workers = new ArrayList<>();
    UdpTransport transport = new UdpTransport(workers, config);
    try {
      for (InetSocketAddress address : config.addresses()) {
        InetSocketAddress bound = address;
        for (int i = 0; i < config.udp().workers(); i++) {
          UdpWorker worker = worker(bound, config.udp(), handlers, faults);
          workers.add(worker);
          // Of port 0 the first socket makes a port, which the others share.
          bound = worker.localAddress();
        }
      }
    } catch (IOException | RuntimeException | Error e) {
      workers.forEach(UdpWorker::release);
      throw e;
    }
    for (int i = 0; i < workers.size(); i++) {
      Thread thread = new Thread(workers.get(i), name + "-udp-" + i);
      thread.setDaemon(true);
      transport.threads.add(thread);
    }
    return transport;
  }

  private static UdpWorker worker(
      InetSocketAddress address,
      UdpConfig config,
      QueryHandler.Factory handlers,
      FaultListener faults)
      throws IOException {
    DatagramChannel channel = bind(address, config);
    try {
      return new UdpWorker(channel, config, handlers, faults);
    } catch (IOException | RuntimeException | Error e) {
      channel.close();
      throw e;
    }
  }

  static DatagramChannel bind(InetSocketAddress address, UdpConfig config) throws IOException {
    boolean ipv6 = address.getAddress() instanceof Inet6Address;
    DatagramChannel channel =
        DatagramChannel.open(ipv6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
    try {
      if (config.workers() > 1) {
        channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      }
      if (config.receiveBuffer() > 0) {
        channel.setOption(StandardSocketOptions.SO_RCVBUF, config.receiveBuffer());
      }
      return channel.bind(address);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw new IOException("UDP " + address + ": " + e.getMessage(), e);
    }
  }

  @Override
  public List<InetSocketAddress> localAddresses() {
    return workers.stream().map(UdpWorker::localAddress).distinct().toList();
  }

  @Override
  public void start() {
    threads.forEach(Thread::start);
  }

  @Override
  public void close() {
    workers.forEach(UdpWorker::stop);
    long deadline = System.nanoTime() + config.drainTimeout().toNanos();
    // Among sockets that share a port the kernel picks the one that wakes: a worker that ends frees
    // its socket, and the next waker finds another.
    while (threads.stream().anyMatch(Thread::isAlive) && System.nanoTime() - deadline < 0) {
      for (int i = 0; i < threads.size(); i++) {
        if (threads.get(i).isAlive()) {
          workers.get(i).wake();
          Threads.joinUntil(threads.get(i), System.nanoTime() + WAKE_NANOS);
        }
      }
    }
    workers.forEach(UdpWorker::release);
  }
}
