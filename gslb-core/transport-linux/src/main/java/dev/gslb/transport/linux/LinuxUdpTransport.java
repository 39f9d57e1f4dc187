package dev.gslb.transport.linux;

import dev.gslb.spi.FaultListener;
import dev.gslb.spi.QueryHandler;
import dev.gslb.spi.Transport;
import dev.gslb.spi.TransportConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * For each address, so many sockets with a thread each, among which the kernel spreads clients
 * (SO_REUSEPORT).
 */
final class LinuxUdpTransport implements Transport {
  private final List<UdpWorker> workers;
  private final List<Thread> threads = new ArrayList<>();
  private final TransportConfig config;
  private final FaultListener faults;

  private LinuxUdpTransport(List<UdpWorker> workers, TransportConfig config, FaultListener faults) {
    this.workers = workers;
    this.config = config;
    this.faults = faults;
  }

  static LinuxUdpTransport open(
      String name, TransportConfig config, QueryHandler.Factory handlers, FaultListener faults)
      throws IOException {
    List<UdpWorker> workers = new ArrayList<>();
    List<Integer> cpus = config.udp().cpus();
    Processors.check(cpus);
    try {
      for (InetSocketAddress address : config.addresses()) {
        InetSocketAddress bound = address;
        for (int i = 0; i < config.udp().workers(); i++) {
          int cpu = cpus.isEmpty() ? -1 : cpus.get(workers.size() % cpus.size());
          UdpWorker worker = new UdpWorker(bound, config.udp(), cpu, handlers, faults);
          workers.add(worker);
          // Of port 0 the first socket makes a port, which the others share.
          bound = worker.localAddress();
        }
      }
    } catch (IOException | RuntimeException | Error e) {
      workers.forEach(UdpWorker::discard);
      throw e;
    }
    LinuxUdpTransport transport = new LinuxUdpTransport(workers, config, faults);
    for (int i = 0; i < workers.size(); i++) {
      Thread thread = new Thread(workers.get(i), name + "-udp-" + i);
      thread.setDaemon(true);
      transport.threads.add(thread);
    }
    return transport;
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
    for (int i = 0; i < workers.size(); i++) {
      if (threads.get(i).getState() == Thread.State.NEW) {
        workers.get(i).discard();
      } else if (!isEnded(threads.get(i), deadline)) {
        abandon(workers.get(i));
      }
    }
  }

  private void abandon(UdpWorker worker) {
    try {
      worker.abandon();
    } catch (IOException e) {
      faults.receiveFailed(worker.localAddress() + " could not be freed: " + e.getMessage());
    }
  }

  /** Waits for a thread until a moment on the scale of System.nanoTime; keeps an interrupt. */
  private static boolean isEnded(Thread thread, long deadlineNanos) {
    boolean interrupted = false;
    long left = millisUntil(deadlineNanos);
    do {
      try {
        thread.join(Math.max(1, left));
        left = millisUntil(deadlineNanos);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    } while (thread.isAlive() && left > 0);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return !thread.isAlive();
  }

  private static long millisUntil(long deadlineNanos) {
    return TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
  }
}
