package dev.gslb.internal.transport;

import dev.gslb.internal.wire.Wire;
import dev.gslb.spi.QueryHandler;
import dev.gslb.spi.TransportConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The TCP thread: accepts, reads, answers, writes, and closes what is idle. */
final class TcpLoop implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(TcpLoop.class);

  /** How often idle connections are looked for. */
  private static final long SWEEP_MILLIS = 500;

  /** Reads of each connection after the signal to stop: what a full receive buffer may hold. */
  private static final int MAX_DRAINED = 256;

  /** Rest after a failed accept, so that a lack of descriptors does not cost a core. */
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final List<ServerSocketChannel> listeners;
  private final QueryHandler.Factory handlers;
  private final TransportConfig config;
  private final TransportFaults faults;
  private final Selector selector;
  private final Set<TcpConnection> connections = new LinkedHashSet<>();
  private final Map<Long, Integer> perClient = new HashMap<>();
  private final WaitingOctets waiting = new WaitingOctets();
  private final Queue<TcpConnection> ready = new ConcurrentLinkedQueue<>();
  private final TcpBuffers buffers = new TcpBuffers();
  private final List<TcpConnection> woken = new ArrayList<>();
  private QueryHandler handler;
  private boolean broken;
  private long nowNanos = System.nanoTime();
  private long nextSweepNanos = nowNanos;
  private volatile boolean stopping;

  TcpLoop(
      List<ServerSocketChannel> listeners,
      QueryHandler.Factory handlers,
      TransportConfig config,
      TransportFaults faults)
      throws IOException {
    this.listeners = List.copyOf(listeners);
    this.handlers = handlers;
    this.handler = handlers.newHandler();
    this.config = config;
    this.faults = faults;
    this.selector = Selector.open();
    for (ServerSocketChannel listener : listeners) {
      listener.configureBlocking(false);
      listener.register(selector, SelectionKey.OP_ACCEPT);
    }
  }

  @Override
  public void run() {
    try {
      while (!stopping) {
        turnOrRest();
      }
      drain();
    } catch (IOException e) {
      LOG.error("The TCP loop ends", e);
    } finally {
      release();
    }
  }

  /** A lack of memory passes, often by closing connections; the loop outlives it and the rest. */
  private void turnOrRest() {
    try {
      if (broken) {
        handler = handlers.newHandler();
        broken = false;
      }
      turn(SWEEP_MILLIS);
    } catch (Throwable e) {
      broken = true;
      faults.workerReplaced(e);
      Thread.interrupted();
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private void turn(long mostMillis) throws IOException {
    // With the interrupt of a plugin still set, the selector would never wait again.
    Thread.interrupted();
    selector.select(this::serve, mostMillis);
    nowNanos = System.nanoTime();
    flushWoken();
    if (nowNanos - nextSweepNanos >= 0) {
      sweep();
      nextSweepNanos = nowNanos + SWEEP_MILLIS * 1_000_000;
    }
  }

  /** Each connection at most once, so that those that are fed meanwhile do not hold the others. */
  private void flushWoken() {
    for (TcpConnection next = ready.poll(); next != null; next = ready.poll()) {
      woken.add(next);
    }
    for (TcpConnection connection : woken) {
      // Before the flush: what comes during it wakes the connection again.
      connection.isWoken().set(false);
      guarded(connection, TcpConnection::flush);
    }
    woken.clear();
  }

  /** Stops accepting, answers what arrived, and waits for answers under way. */
  private void drain() throws IOException {
    for (ServerSocketChannel listener : listeners) {
      listener.close();
    }
    long deadline = System.nanoTime() + config.drainTimeout().toNanos();
    int reads = 0;
    while (selector.selectNow(this::serve) > 0 && reads < MAX_DRAINED) {
      reads++;
    }
    new ArrayList<>(connections).forEach(each -> guarded(each, TcpConnection::finish));
    long left = deadline - System.nanoTime();
    while (!connections.isEmpty() && left > 0) {
      turn(Math.max(1, Math.min(SWEEP_MILLIS, TimeUnit.NANOSECONDS.toMillis(left))));
      left = deadline - System.nanoTime();
    }
  }

  private void serve(SelectionKey key) {
    nowNanos = System.nanoTime();
    if (key.attachment() instanceof TcpConnection connection) {
      guarded(connection, TcpConnection::serve);
    } else if (key.isValid() && key.isAcceptable()) {
      accept((ServerSocketChannel) key.channel());
    }
  }

  /** One connection's failure, a handler's or a lack of memory, ends that connection only. */
  private void guarded(TcpConnection connection, Consumer<TcpConnection> work) {
    try {
      work.accept(connection);
    } catch (Throwable e) {
      faults.handlerFailed(e);
      connection.close();
    }
    if (waiting.isOver()) {
      relieve();
    }
  }

  /** Frees what idle connections keep, and then closes those that hold most for longest. */
  private void relieve() {
    connections.forEach(TcpConnection::trim);
    while (waiting.isOver()) {
      @Nullable TcpConnection heaviest = heaviest();
      if (heaviest == null) {
        return;
      }
      faults.connectionShed();
      heaviest.close();
    }
  }

  /** By octets and time: a client that sends slowly frees next to nothing, and may be honest. */
  private @Nullable TcpConnection heaviest() {
    @Nullable TcpConnection heaviest = null;
    double most = 0;
    for (TcpConnection connection : connections) {
      double silence = Math.max(1, nowNanos - connection.activeNanos());
      double weight = connection.heldOctets() * silence;
      if (weight > most) {
        heaviest = connection;
        most = weight;
      }
    }
    return heaviest;
  }

  private @Nullable TcpConnection longestSilent(Predicate<TcpConnection> among) {
    @Nullable TcpConnection longest = null;
    for (TcpConnection connection : connections) {
      if (among.test(connection)
          && (longest == null || connection.activeNanos() - longest.activeNanos() < 0)) {
        longest = connection;
      }
    }
    return longest;
  }

  private void accept(ServerSocketChannel listener) {
    try {
      SocketChannel channel = listener.accept();
      if (channel == null) {
        return;
      }
      ClientAddress client = new ClientAddress();
      client.set((InetSocketAddress) channel.getRemoteAddress());
      long network = client.high();
      if (hasNoRoomFor(network)) {
        faults.connectionRefused();
        channel.close();
        return;
      }
      admit(channel);
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      faults.receiveFailed(String.valueOf(e.getMessage()));
      Thread.interrupted();
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** Makes room, of the client's own connections if it has too many. */
  private boolean hasNoRoomFor(long network) {
    if (perClient.getOrDefault(network, 0) >= config.maxConnectionsPerClient()) {
      return !closeLongestIdle(connection -> connection.clientNetwork() == network);
    }
    return connections.size() >= config.maxConnections() && !closeLongestIdle(any -> true);
  }

  private void admit(SocketChannel channel) throws IOException {
    try {
      channel.configureBlocking(false);
      // Answers are gathered before they are written; waiting for more only delays them.
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
      TcpConnection connection = new TcpConnection(this, channel, key);
      key.attach(connection);
      connections.add(connection);
      perClient.merge(connection.clientNetwork(), 1, Integer::sum);
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      channel.close();
      throw e;
    }
  }

  /**
   * RFC 7766 section 6.2.3 lets a server close idle connections when it runs short of them. A
   * client that does not take its answers holds no place either.
   */
  private boolean closeLongestIdle(Predicate<TcpConnection> among) {
    @Nullable TcpConnection longest = longestSilent(among.and(TcpConnection::isIdle));
    if (longest == null) {
      longest = longestSilent(among.and(TcpConnection::hasUnwritten));
    }
    if (longest != null) {
      longest.close();
    }
    return longest != null;
  }

  private void sweep() {
    long limit = config.idleTimeout().toNanos();
    for (TcpConnection connection : List.copyOf(connections)) {
      boolean stalled = connection.hasUnwritten() || !connection.waitsForHandler();
      if (stalled && nowNanos - connection.activeNanos() > limit) {
        connection.close();
      }
    }
  }

  /** Answers the request in the buffer; for a connection. Returns what the handler said. */
  int answer(TcpConnection connection, int length) {
    return handler.handle(connection, buffers.request, length, buffers.response, Wire.MAX_MESSAGE);
  }

  void beginBatch() {
    handler.beginBatch();
  }

  TcpBuffers buffers() {
    return buffers;
  }

  long nowNanos() {
    return nowNanos;
  }

  TransportConfig config() {
    return config;
  }

  WaitingOctets waiting() {
    return waiting;
  }

  TransportFaults faults() {
    return faults;
  }

  void forget(TcpConnection connection) {
    if (connections.remove(connection)) {
      perClient.computeIfPresent(
          connection.clientNetwork(), (network, count) -> count > 1 ? count - 1 : null);
    }
  }

  /** Has a connection written to soon; any thread. */
  void wakeFor(TcpConnection connection) {
    if (connection.isWoken().compareAndSet(false, true)) {
      ready.add(connection);
      selector.wakeup();
    }
  }

  void stop() {
    stopping = true;
    selector.wakeup();
  }

  void release() {
    try {
      List.copyOf(connections).forEach(TcpConnection::close);
      for (ServerSocketChannel listener : listeners) {
        listener.close();
      }
      selector.close();
    } catch (IOException e) {
      LOG.warn("The TCP loop could not close all of its sockets", e);
    }
  }
}
