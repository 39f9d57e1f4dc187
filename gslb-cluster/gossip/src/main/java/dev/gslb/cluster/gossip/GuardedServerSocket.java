package dev.gslb.cluster.gossip;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts connections whose peers know the shared key, and shows the others to nobody. Handshakes
 * run beside each other on at most {@link #HANDSHAKES} threads and have {@link #HANDSHAKE_MILLIS};
 * connections beyond that are closed, so that strangers neither hold up nor crowd out the peers
 * that are connected.
 */
final class GuardedServerSocket extends ServerSocket {
  private static final Logger LOG = LoggerFactory.getLogger(GuardedServerSocket.class);
  private static final int HANDSHAKES = 16;
  static final int HANDSHAKE_MILLIS = 3000;
  private static final int IDLE_SECONDS = 10;
  private static final int POLL_MILLIS = 500;
  private static final long PAUSE_NANOS = 100_000_000;

  private final SSLSocketFactory tls;
  private final BlockingQueue<Socket> accepted = new LinkedBlockingQueue<>(HANDSHAKES);
  private final ThreadPoolExecutor handshakes =
      new ThreadPoolExecutor(
          0,
          HANDSHAKES,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          task -> daemon(task, "gslb-gossip-tls"));
  private final ScheduledThreadPoolExecutor limits =
      new ScheduledThreadPoolExecutor(1, task -> daemon(task, "gslb-gossip-limit"));
  private final AtomicLong refused = new AtomicLong();
  private boolean listening; // of the one thread that calls accept

  GuardedServerSocket(SSLSocketFactory tls) throws IOException {
    this.tls = tls;
    limits.setRemoveOnCancelPolicy(true);
  }

  /** Returns the next connection of a peer; called by one thread of JGroups. */
  @Override
  public Socket accept() throws IOException {
    if (!listening) {
      listening = true;
      daemon(this::listen, "gslb-gossip-accept").start();
    }
    try {
      while (!isClosed()) {
        Socket socket = accepted.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
        if (socket != null) {
          return socket;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new SocketException("closed");
  }

  private void listen() {
    while (!isClosed()) {
      try {
        Socket raw = super.accept();
        try {
          handshakes.execute(() -> welcome(raw));
        } catch (RejectedExecutionException e) {
          raw.close();
        }
      } catch (IOException e) {
        LOG.debug("no connection was accepted", e);
        LockSupport.parkNanos(PAUSE_NANOS); // out of file descriptors, say
      }
    }
  }

  private void welcome(Socket raw) {
    try {
      ScheduledFuture<?> limit =
          limits.schedule(() -> shut(raw), HANDSHAKE_MILLIS, TimeUnit.MILLISECONDS);
      SSLSocket socket = (SSLSocket) tls.createSocket(raw, null, true);
      socket.setUseClientMode(false);
      socket.setNeedClientAuth(true);
      socket.startHandshake();
      if (!limit.cancel(false) || !accepted.offer(socket)) {
        shut(socket);
      }
    } catch (IOException | RejectedExecutionException e) {
      if (Long.bitCount(refused.incrementAndGet()) == 1) { // the first, second, fourth...
        LOG.warn(
            "{} was not let in, nor {} before it: {}",
            raw.getRemoteSocketAddress(),
            refused.get() - 1,
            e.getMessage());
      }
      shut(raw);
    }
  }

  private static void shut(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("a socket did not close", e);
    }
  }

  @Override
  public void close() throws IOException {
    super.close();
    handshakes.shutdownNow();
    limits.shutdownNow();
    for (Socket socket = accepted.poll(); socket != null; socket = accepted.poll()) {
      shut(socket);
    }
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
