package dev.gslb.health;

import dev.gslb.spi.HealthCheck.Observation;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.net.NamedEndpoint;
import org.apache.hc.core5.reactor.DefaultConnectingIOReactor;
import org.apache.hc.core5.reactor.IOEventHandler;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.reactor.IOReactorShutdownException;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.reactor.ProtocolIOSession;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the connections of all checks of one provider, without blocking: I/O threads that are
 * shared by all, and at most eight threads that look host names up. The threads are daemons; they
 * start with the first user and end with the last. Safe for any thread.
 */
final class Connections {

  /** What happens on one connection. Called on an I/O thread; must not block. */
  interface Talk {

    /** Called when the connection stands, before anything else; TLS starts here. */
    IOEventHandler open(ProtocolIOSession session);

    /** Says what is to be said, and completes the result in the end. */
    void begin(IOSession session, long rttMicros, CompletableFuture<Observation> result);
  }

  private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
  private static final int RESOLVER_THREADS = 8;
  private static final long IDLE_SECONDS = 30;
  private static final Timeout TLS_GOODBYE = Timeout.ofSeconds(1);

  private final String name;
  private final int ioThreads;
  private int users; // guarded by this
  private @Nullable DefaultConnectingIOReactor reactor; // guarded by this
  private @Nullable ThreadPoolExecutor resolver; // guarded by this

  Connections(String name, int ioThreads) {
    this.name = name;
    this.ioThreads = ioThreads;
  }

  /** Adds a user. Each must call {@link #release} once. */
  synchronized void acquire() {
    users++;
    if (reactor == null) {
      IOReactorConfig config = IOReactorConfig.custom().setIoThreadCount(ioThreads).build();
      reactor =
          new DefaultConnectingIOReactor(
              (session, attachment) -> ((Call) attachment).open(session),
              config,
              threads("io"),
              null,
              error -> LOG.debug("connection of a {} check failed", name, error),
              null,
              null);
      reactor.start();
      resolver =
          new ThreadPoolExecutor(
              RESOLVER_THREADS,
              RESOLVER_THREADS,
              IDLE_SECONDS,
              TimeUnit.SECONDS,
              new LinkedBlockingQueue<>(),
              threads("resolver"));
      resolver.allowCoreThreadTimeOut(true);
    }
  }

  void release() {
    DefaultConnectingIOReactor unused;
    synchronized (this) {
      users--;
      if (users > 0) {
        return;
      }
      unused = reactor;
      reactor = null;
      if (resolver != null) {
        resolver.shutdownNow();
        resolver = null;
      }
    }
    if (unused != null) {
      stop(unused);
    }
  }

  /**
   * Connects and talks. The result is a failure if there is no connection. Cancelling it ends the
   * connection; so does its completion.
   *
   * @param host an address literal, or a host name, of which the first address is taken
   */
  CompletableFuture<Observation> call(String host, int port, Talk talk) {
    Call call = new Call(host, port, talk);
    var unused = call.result.whenComplete((result, error) -> call.release(error != null));
    try {
      if (Targets.isLiteral(host)) {
        call.connect(Targets.resolve(host));
      } else {
        resolver().execute(call::resolve);
      }
    } catch (UnknownHostException | RejectedExecutionException e) {
      call.failed(e);
    }
    return call.result;
  }

  private synchronized ThreadPoolExecutor resolver() {
    if (resolver == null) {
      throw new RejectedExecutionException("the check is closed");
    }
    return resolver;
  }

  private synchronized DefaultConnectingIOReactor reactor() {
    if (reactor == null) {
      throw new IOReactorShutdownException("the check is closed");
    }
    return reactor;
  }

  private static void stop(DefaultConnectingIOReactor reactor) {
    reactor.initiateShutdown();
    try {
      reactor.awaitShutdown(TimeValue.ofSeconds(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    reactor.close(CloseMode.IMMEDIATE);
  }

  private ThreadFactory threads(String role) {
    AtomicInteger count = new AtomicInteger();
    return work -> {
      Thread thread =
          new Thread(work, "gslb-health-" + name + "-" + role + "-" + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  /** One connection, from the look-up of the name to its end. */
  private final class Call implements FutureCallback<IOSession>, NamedEndpoint {

    private final String host;
    private final int port;
    private final Talk talk;
    private final CompletableFuture<Observation> result = new CompletableFuture<>();
    private @Nullable Future<IOSession> pending; // guarded by this
    private @Nullable IOSession session; // guarded by this
    private volatile long startNanos;

    private Call(String host, int port, Talk talk) {
      this.host = host;
      this.port = port;
      this.talk = talk;
    }

    private void resolve() {
      if (result.isDone()) {
        return;
      }
      try {
        connect(Targets.resolve(host));
      } catch (UnknownHostException | RuntimeException e) {
        failed(e);
      }
    }

    private void connect(InetAddress address) {
      Future<IOSession> connecting;
      try {
        startNanos = System.nanoTime();
        InetSocketAddress socket = new InetSocketAddress(address, port);
        connecting = reactor().connect(this, socket, null, Timeout.DISABLED, this, this);
      } catch (IOReactorShutdownException e) {
        failed(e);
        return;
      }
      synchronized (this) {
        pending = connecting;
      }
      if (result.isDone()) {
        release(result.isCompletedExceptionally());
      }
    }

    private IOEventHandler open(ProtocolIOSession opened) {
      synchronized (this) {
        session = opened;
      }
      if (result.isDone()) {
        opened.close(CloseMode.IMMEDIATE);
        return SilentHandler.INSTANCE;
      }
      return talk.open(opened);
    }

    @Override
    public void completed(IOSession connected) {
      long rttMicros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - startNanos);
      if (!result.isDone()) {
        talk.begin(connected, rttMicros, result);
      }
    }

    @Override
    public void failed(Exception error) {
      result.complete(Observation.failure(FailureText.of(error)));
    }

    @Override
    public void cancelled() {
      result.complete(Observation.failure("connection closed"));
    }

    private void release(boolean cancelled) {
      Future<IOSession> connecting;
      IOSession opened;
      synchronized (this) {
        connecting = pending;
        opened = session;
      }
      if (connecting != null && cancelled) {
        connecting.cancel(true);
      }
      if (opened != null) {
        opened.setSocketTimeout(TLS_GOODBYE);
        opened.close(cancelled ? CloseMode.IMMEDIATE : CloseMode.GRACEFUL);
      }
    }

    @Override
    public String getHostName() {
      return host;
    }

    @Override
    public int getPort() {
      return port;
    }
  }
}
