package dev.gslb.internal.transport;

import dev.gslb.internal.wire.Wire;
import dev.gslb.spi.FaultListener;
import dev.gslb.spi.Inbound;
import dev.gslb.spi.QueryHandler;
import dev.gslb.spi.Responder;
import dev.gslb.spi.UdpConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One UDP socket and the thread that serves it. */
final class UdpWorker implements Runnable, Inbound {
  private static final Logger LOG = LoggerFactory.getLogger(UdpWorker.class);

  /** The most that a datagram of IPv4 carries: 65,535 without the headers of IP and UDP. */
  private static final int MAX_DATAGRAM = 65_507;

  /** Datagrams answered after the signal to stop: what a full receive buffer may hold. */
  private static final int MAX_DRAINED = 10_000;

  /** Rest after a failed receive, so that a failing interface does not cost a core. */
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** Rest after a failed attempt to bind the socket again. */
  private static final long REBIND_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final UdpConfig config;
  private final QueryHandler.Factory handlers;
  private final FaultListener faults;
  private final InetSocketAddress localAddress;
  private final ClientAddress client = new ClientAddress();
  private final ByteBuffer in = ByteBuffer.allocateDirect(Wire.MAX_MESSAGE);
  private final ByteBuffer out = ByteBuffer.allocateDirect(Wire.MAX_MESSAGE);
  private final byte[] request = new byte[Wire.MAX_MESSAGE];
  private final byte[] response = new byte[Wire.MAX_MESSAGE];
  private QueryHandler handler;
  private volatile DatagramChannel channel;
  private volatile boolean stopping;
  private volatile boolean released;

  UdpWorker(
      DatagramChannel channel,
      UdpConfig config,
      QueryHandler.Factory handlers,
      FaultListener faults)
      throws IOException {
    this.channel = channel;
    this.config = config;
    this.handlers = handlers;
    this.faults = faults;
    this.handler = handlers.newHandler();
    this.localAddress = (InetSocketAddress) channel.getLocalAddress();
  }

  InetSocketAddress localAddress() {
    return localAddress;
  }

  @Override
  public void run() {
    try {
      while (!isServedToTheEnd()) {
        rebind();
      }
    } finally {
      release();
    }
  }

  /** Serves until told to stop. Returns false if the socket was lost before. */
  private boolean isServedToTheEnd() {
    try {
      while (!stopping) {
        serveOne();
      }
      channel.configureBlocking(false);
      int drained = 0;
      while (drained < MAX_DRAINED && serveOne()) {
        drained++;
      }
      return true;
    } catch (IOException e) {
      if (released || stopping) {
        // Nothing is left to drain.
        return true;
      }
      faults.workerReplaced(e);
      return false;
    }
  }

  /** The JDK closes the socket of a thread that was interrupted, which a plugin may have done. */
  private void rebind() {
    while (!released && !stopping) {
      if (Thread.interrupted()) {
        LOG.debug("UDP worker of {} was interrupted", localAddress);
      }
      try {
        handler = handlers.newHandler();
        adopt(UdpTransport.bind(localAddress, config));
        return;
      } catch (Throwable e) {
        // Whatever it is, a lack of memory too, may pass; without a worker nobody is served.
        faults.receiveFailed(String.valueOf(e.getMessage()));
        LockSupport.parkNanos(REBIND_NANOS);
      }
    }
  }

  private synchronized void adopt(DatagramChannel next) throws IOException {
    channel = next;
    if (released) {
      next.close();
    }
  }

  /** Serves one datagram, whatever its handler throws. Returns false if there was none. */
  private boolean serveOne() throws ClosedChannelException {
    try {
      return receiveAndAnswer();
    } catch (ClosedChannelException e) {
      throw e;
    } catch (Throwable e) {
      faults.handlerFailed(e);
      return true;
    }
  }

  private boolean receiveAndAnswer() throws ClosedChannelException {
    SocketAddress sender;
    in.clear();
    try {
      sender = channel.receive(in);
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      faults.receiveFailed(String.valueOf(e.getMessage()));
      LockSupport.parkNanos(PAUSE_NANOS);
      return true;
    }
    if (sender == null) {
      return false;
    }
    in.flip();
    int length = in.remaining();
    in.get(request, 0, length);
    client.set((InetSocketAddress) sender);
    handler.beginBatch();
    int size = handler.handle(this, request, length, response, MAX_DATAGRAM);
    if (size > 0) {
      send(sender, size);
    }
    return true;
  }

  private void send(SocketAddress receiver, int size) throws ClosedChannelException {
    out.clear();
    out.put(response, 0, size).flip();
    try {
      channel.send(out, receiver);
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      faults.sendFailed(String.valueOf(e.getMessage()));
    }
  }

  /** Tells the thread to answer what has arrived and end. */
  void stop() {
    stopping = true;
  }

  /** Ends a wait for datagrams with one of no octets, which is no message and gets no answer. */
  void wake() {
    try (DatagramChannel waker = DatagramChannel.open()) {
      waker.send(ByteBuffer.allocate(0), localAddress);
    } catch (IOException e) {
      LOG.debug("UDP worker of {} could not be woken and is closed instead", localAddress, e);
      release();
    }
  }

  synchronized void release() {
    released = true;
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean isStream() {
    return false;
  }

  @Override
  public boolean clientIsIpv4() {
    return client.isIpv4();
  }

  @Override
  public long clientHigh() {
    return client.high();
  }

  @Override
  public long clientLow() {
    return client.low();
  }

  @Override
  public InetSocketAddress client() {
    return client.socket();
  }

  @Override
  public Responder defer() {
    return new DatagramResponder(client.socket());
  }

  private final class DatagramResponder implements Responder {
    private final InetSocketAddress receiver;
    private boolean done;

    DatagramResponder(InetSocketAddress receiver) {
      this.receiver = receiver;
    }

    @Override
    public boolean send(byte[] message, int length) {
      MessageLength.check(length);
      if (done) {
        return false;
      }
      // A datagram is answered with one: a small request brings no flood on its supposed sender.
      done = true;
      try {
        return channel.send(ByteBuffer.wrap(message, 0, length), receiver) == length;
      } catch (IOException e) {
        faults.sendFailed(String.valueOf(e.getMessage()));
        return false;
      }
    }

    @Override
    public void close() {
      done = true;
    }
  }
}
