package dev.gslb.internal.transport;

import dev.gslb.spi.QueryHandler;
import dev.gslb.spi.Transport;
import dev.gslb.spi.TransportConfig;
import dev.gslb.spi.UdpTransportProvider;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.List;

/** UDP and TCP on the same addresses and ports. */
public final class Listeners implements AutoCloseable {
  /** How often a port chosen by the kernel is tried again, when it is taken for UDP. */
  private static final int MAX_TRIES = 50;

  private final List<TcpTransport> tcp;
  private final Transport udp;
  private final TransportFaults faults;

  private Listeners(List<TcpTransport> tcp, Transport udp, TransportFaults faults) {
    this.tcp = tcp;
    this.udp = udp;
    this.faults = faults;
  }

  /**
   * Binds all sockets, TCP first: its listening socket is the lock of the port.
   *
   * @param name of the server, for the threads' names
   * @param config where and how; a wildcard address stands for all local addresses of its family,
   *     {@code ::} for those of both, port 0 for one free port at all of them
   * @param found transports for UDP, besides the one that is always there
   * @param handlers one for each worker
   * @return listeners that do not yet serve
   * @throws IOException if an address cannot be bound; then nothing stays bound
   * @throws IllegalArgumentException if port 0 stands beside another port, or the UDP transport
   *     named is unknown or cannot run here
   */
  public static Listeners open(
      String name,
      TransportConfig config,
      List<UdpTransportProvider> found,
      QueryHandler.Factory handlers)
      throws IOException {
    refuseMixedPorts(config.addresses());
    UdpTransportProvider provider = UdpChoice.choose(config.udp(), found);
    TransportFaults faults = new TransportFaults();
    IOException last = null;
    for (int i = 0; i < MAX_TRIES; i++) {
      List<TcpTransport> opened = new ArrayList<>();
      try {
        List<InetSocketAddress> addresses =
            LocalAddresses.toBind(config.addresses(), provider.takesWildcards());
        boolean free = addresses.get(0).getPort() == 0;
        if (free) {
          TransportConfig first = config.withAddresses(addresses.subList(0, 1));
          opened.add(TcpTransport.open(name, first, handlers, faults));
          addresses = onPort(addresses, opened.get(0).localAddresses().get(0).getPort());
          if (addresses.size() > 1) {
            TransportConfig rest = config.withAddresses(addresses.subList(1, addresses.size()));
            opened.add(TcpTransport.open(name + "-more", rest, handlers, faults));
          }
        } else {
          opened.add(TcpTransport.open(name, config.withAddresses(addresses), handlers, faults));
        }
        Transport udp = provider.open(name, config.withAddresses(addresses), handlers, faults);
        return new Listeners(opened, udp, faults);
      } catch (RuntimeException | Error e) {
        opened.forEach(Transport::close);
        throw e;
      } catch (IOException e) {
        opened.forEach(Transport::close);
        last = e;
        if (config.addresses().stream().anyMatch(address -> address.getPort() != 0)) {
          throw e;
        }
      }
    }
    throw new IOException("no port is free for UDP and TCP at all addresses", last);
  }

  private static void refuseMixedPorts(List<InetSocketAddress> addresses) {
    IntSummaryStatistics ports =
        addresses.stream().mapToInt(InetSocketAddress::getPort).summaryStatistics();
    if (ports.getMin() == 0 && ports.getMax() != 0) {
      throw new IllegalArgumentException(
          "port 0 beside port "
              + ports.getMax()
              + " (expected: port 0 for all addresses, or a port for each)");
    }
  }

  private static List<InetSocketAddress> onPort(List<InetSocketAddress> addresses, int port) {
    return addresses.stream()
        .map(address -> new InetSocketAddress(address.getAddress(), port))
        .toList();
  }

  /** Begins to serve. */
  public void start() {
    tcp.forEach(Transport::start);
    udp.start();
  }

  /** The addresses, each bound for UDP and TCP. */
  public List<InetSocketAddress> addresses() {
    return tcp.stream().flatMap(each -> each.localAddresses().stream()).toList();
  }

  /** What the network refused. */
  public TransportFaults faults() {
    return faults;
  }

  /** Closes all at the same time: blocks at most for twice the drain time. */
  @Override
  public void close() {
    tcp.forEach(TcpTransport::stop);
    udp.close();
    tcp.forEach(TcpTransport::close);
  }
}
