package dev.gslb.transport.linux;

import dev.gslb.spi.FaultListener;
import dev.gslb.spi.Inbound;
import dev.gslb.spi.QueryHandler;
import dev.gslb.spi.Responder;
import dev.gslb.spi.UdpConfig;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One socket and the thread that serves it, batch by batch. */
final class UdpWorker implements Runnable {
  private static final int MAX_MESSAGE = 65_535;

  /** The most that a datagram of IPv4 carries: 65,535 without the headers of IP and UDP. */
  private static final int MAX_DATAGRAM = 65_507;

  /** Datagrams answered after the signal to stop: what a full receive buffer may hold. */
  private static final int MAX_DRAINED = 10_000;

  /** Rest after a failed receive, so that a failing interface does not cost a core. */
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** Rest before a worker that died is replaced, so that one that dies at once costs no core. */
  private static final long REPLACE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_WAITFORONE = 0x10000;

  private final UdpConfig config;
  private final int cpu;
  private final QueryHandler.Factory handlers;
  private final FaultListener faults;
  private final long busyPollNanos;
  private QueryHandler handler;
  private volatile UdpSocket socket;
  private volatile boolean stopping;

  /**
   * Makes a worker and binds its socket.
   *
   * @param cpu the processor to be pinned to; negative for any
   */
  UdpWorker(
      InetSocketAddress address,
      UdpConfig config,
      int cpu,
      QueryHandler.Factory handlers,
      FaultListener faults)
      throws IOException {
    this.config = config;
    this.cpu = cpu;
    this.handlers = handlers;
    this.faults = faults;
    this.busyPollNanos = config.busyPoll().toNanos();
    this.handler = handlers.newHandler();
    this.socket = UdpSocket.bind(address, config);
  }

  InetSocketAddress localAddress() {
    return socket.localAddress();
  }

  @Override
  public void run() {
    try {
      pin();
      while (!isServedToTheEnd()) {
        replace();
      }
    } finally {
      socket.close();
    }
  }

  /** The processor was there when the transport was opened; since then it can have been taken. */
  private void pin() {
    try {
      if (cpu >= 0) {
        Processors.pin(cpu);
      }
    } catch (IOException e) {
      faults.receiveFailed(String.valueOf(e.getMessage()));
    }
  }

  /** Serves until told to stop. Returns false if that failed: then another try needs a socket. */
  private boolean isServedToTheEnd() {
    try (Arena arena = Arena.ofConfined()) {
      Serving serving = new Serving(arena);
      while (!stopping) {
        serving.answer(serving.await());
      }
      serving.drain();
      return true;
    } catch (Throwable e) {
      if (stopping) {
        return true;
      }
      faults.workerReplaced(e);
      return false;
    }
  }

  private void replace() {
    InetSocketAddress address = socket.localAddress();
    socket.close();
    while (!stopping) {
      rest(REPLACE_NANOS);
      try {
        handler = handlers.newHandler();
        UdpSocket next = UdpSocket.bind(address, config);
        socket = next;
        if (stopping) {
          next.wake();
        }
        return;
      } catch (Throwable e) {
        // Whatever it is, a lack of memory too, may pass; without a worker nobody is served.
        faults.receiveFailed(String.valueOf(e.getMessage()));
      }
    }
  }

  /** With the interrupt of a plugin still set, parking would not wait. */
  private static void rest(long nanos) {
    Thread.interrupted();
    LockSupport.parkNanos(nanos);
  }

  /** Tells the thread to answer what has arrived and end. */
  void stop() {
    stopping = true;
    socket.wake();
  }

  /** Frees the socket of a worker whose thread never began. */
  void discard() {
    socket.close();
  }

  /** Frees the port of a worker whose handler does not come back. */
  void abandon() throws IOException {
    socket.sever();
  }

  /** The buffers of the thread, and the datagram in hand. */
  private final class Serving implements Inbound {
    private final Libc libc;
    private final ReceiveBatch received;
    private final SendBatch answers;
    private final int descriptor = socket.descriptor();
    private final byte[] request = new byte[MAX_MESSAGE];
    private final byte[] response = new byte[MAX_MESSAGE];
    private int current;

    Serving(Arena arena) {
      libc = new Libc(arena);
      received = new ReceiveBatch(arena, config.batch(), socket.isWildcard());
      answers = new SendBatch(arena, config.batch());
    }

    /** Waits for datagrams. Returns how many have come, which may be none. */
    int await() {
      if (busyPollNanos > 0) {
        long start = System.nanoTime();
        do {
          int count = receive(MSG_DONTWAIT);
          if (count > 0) {
            return count;
          }
          Thread.onSpinWait();
        } while (!stopping && System.nanoTime() - start < busyPollNanos);
      }
      return receive(MSG_WAITFORONE);
    }

    private int receive(int flags) {
      int count = libc.receive(descriptor, received.address(), received.size(), flags);
      if (count >= 0) {
        return count;
      }
      if (Errno.isFatal(count)) {
        throw new IllegalStateException("receive: " + Errno.name(count));
      }
      if (count != -Errno.EAGAIN && count != -Errno.EINTR) {
        faults.receiveFailed(Errno.name(count));
        if (count != -Errno.ECONNREFUSED) {
          rest(PAUSE_NANOS);
        }
      }
      return 0;
    }

    void answer(int count) {
      if (count == 0) {
        return;
      }
      handler.beginBatch();
      for (current = 0; current < count; current++) {
        int size = handleOne();
        if (size > 0) {
          if (!answers.hasRoom(size)) {
            answers.flush(libc, descriptor, faults);
          }
          answers.add(received, current, response, size);
        }
      }
      answers.flush(libc, descriptor, faults);
      received.reset(count);
    }

    private int handleOne() {
      int length = received.length(current);
      received.copyTo(request, current, length);
      try {
        return handler.handle(this, request, length, response, MAX_DATAGRAM);
      } catch (Throwable e) {
        faults.handlerFailed(e);
        return QueryHandler.DROP;
      }
    }

    void drain() {
      int drained = 0;
      int count = receive(MSG_DONTWAIT);
      while (count > 0) {
        answer(count);
        drained += count;
        count = drained < MAX_DRAINED ? receive(MSG_DONTWAIT) : 0;
      }
    }

    @Override
    public boolean isStream() {
      return false;
    }

    @Override
    public boolean clientIsIpv4() {
      return received.isSenderIpv4(current);
    }

    @Override
    public long clientHigh() {
      return received.senderHigh(current);
    }

    @Override
    public long clientLow() {
      return received.senderLow(current);
    }

    @Override
    public InetSocketAddress client() {
      return received.sender(current);
    }

    @Override
    public Responder defer() {
      return new DatagramResponder(
          () -> socket, received.name(current), received.control(current), faults);
    }
  }
}
