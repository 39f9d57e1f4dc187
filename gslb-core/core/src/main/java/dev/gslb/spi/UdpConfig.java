package dev.gslb.spi;

import java.time.Duration;
import java.util.List;

/**
 * How DNS over UDP is served.
 *
 * @param transport the name of a {@link UdpTransportProvider}, {@link #NIO} for the one that is
 *     always there, or {@link #AUTO}
 * @param workers threads, and sockets, for each address; the kernel spreads clients among them by
 *     source address and port. 1 to 1024
 * @param batch the most datagrams that are read, and answered, by one system call, 1 to 1024
 * @param busyPoll how long a worker asks again for datagrams before it sleeps, at most a second.
 *     Zero, the default, costs nothing while idle; more answers sooner at the price of a core
 * @param cpus the processors that workers are pinned to, in turn, 0 to 1023; none for wherever the
 *     kernel puts them
 * @param receiveBuffer octets of each socket's receive buffer that are asked of the kernel, which
 *     may give less; 0 for the system's default
 */
public record UdpConfig(
    String transport,
    int workers,
    int batch,
    Duration busyPoll,
    List<Integer> cpus,
    int receiveBuffer) {
  /** The best transport that this host can run. */
  public static final String AUTO = "auto";

  /**
   * The transport of every JVM: one datagram at a time, so that {@code batch}, {@code busyPoll} and
   * {@code cpus} are not for it.
   */
  public static final String NIO = "nio";

  /** The default for a batch. */
  public static final int DEFAULT_BATCH = 32;

  /** The most of workers, of a batch, and of processors. */
  public static final int MOST = 1_024;

  /** The longest busy poll. */
  public static final Duration MOST_BUSY_POLL = Duration.ofSeconds(1);

  /** One worker for each address, and of everything else the default. */
  public static final UdpConfig DEFAULT =
      new UdpConfig(AUTO, 1, DEFAULT_BATCH, Duration.ZERO, List.of(), 1 << 20);

  /** Copies the processors and checks the ranges. */
  public UdpConfig {
    cpus = List.copyOf(cpus);
    check("workers", workers, 1, MOST);
    check("batch", batch, 1, MOST);
    cpus.forEach(cpu -> check("cpus", cpu, 0, MOST - 1));
    check("receiveBuffer", receiveBuffer, 0, Integer.MAX_VALUE);
    if (busyPoll.isNegative() || busyPoll.compareTo(MOST_BUSY_POLL) > 0) {
      throw new IllegalArgumentException("busyPoll " + busyPoll + " (expected: PT0S..PT1S)");
    }
  }

  private static void check(String what, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          what + " " + value + " (expected: " + least + ".." + most + ")");
    }
  }

  /**
   * Replaces the transport.
   *
   * @param transport a name
   * @return the rest as it is
   */
  public UdpConfig withTransport(String transport) {
    return new UdpConfig(transport, workers, batch, busyPoll, cpus, receiveBuffer);
  }

  /**
   * Replaces the number of workers.
   *
   * @param workers for each address
   * @return the rest as it is
   */
  public UdpConfig withWorkers(int workers) {
    return new UdpConfig(transport, workers, batch, busyPoll, cpus, receiveBuffer);
  }
}
