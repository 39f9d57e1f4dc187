package dev.gslb.internal.transport;

import dev.gslb.spi.FaultListener;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what the network refused and what handlers threw. Any thread. */
public final class TransportFaults implements FaultListener {
  private static final Logger LOG = LoggerFactory.getLogger(TransportFaults.class);

  /** Between two logged failures of a kind: each request may bring one. */
  private static final long LOG_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final LongAdder receive = new LongAdder();
  private final LongAdder send = new LongAdder();
  private final LongAdder refusedConnections = new LongAdder();
  private final LongAdder shedConnections = new LongAdder();
  private final LongAdder handler = new LongAdder();
  private final LongAdder replacedWorkers = new LongAdder();
  private final AtomicLong nextLogNanos = new AtomicLong(System.nanoTime());
  private final AtomicLong nextNetworkLogNanos = new AtomicLong(System.nanoTime());

  @Override
  public void receiveFailed(String reason) {
    receive.increment();
    if (mayLog(nextNetworkLogNanos)) {
      logWarning("A receive failed: {} ({} so far)", reason, receive);
    }
  }

  @Override
  public void sendFailed(String reason) {
    send.increment();
    if (mayLog(nextNetworkLogNanos)) {
      logWarning("An answer could not be sent: {} ({} so far)", reason, send);
    }
  }

  void connectionRefused() {
    refusedConnections.increment();
  }

  void connectionShed() {
    shedConnections.increment();
  }

  @Override
  public void handlerFailed(Throwable thrown) {
    handler.increment();
    if (mayLog(nextLogNanos)) {
      logError("A request could not be handled ({} so far); serving goes on", handler, thrown);
    }
  }

  @Override
  public void workerReplaced(Throwable cause) {
    replacedWorkers.increment();
    if (mayLog(nextLogNanos)) {
      logError("A worker died and is replaced ({} so far)", replacedWorkers, cause);
    }
  }

  private static boolean mayLog(AtomicLong nextNanos) {
    long now = System.nanoTime();
    long next = nextNanos.get();
    return now - next >= 0 && nextNanos.compareAndSet(next, now + LOG_NANOS);
  }

  private static void logWarning(String message, String reason, LongAdder count) {
    try {
      LOG.warn(message, reason, count);
    } catch (Throwable unlogged) {
      // As below.
      return;
    }
  }

  private static void logError(String message, LongAdder count, Throwable thrown) {
    try {
      LOG.error(message, count, thrown);
    } catch (Throwable unlogged) {
      // Memory that is short for the request may be short for its message; it is counted.
      return;
    }
  }

  /** Receives that failed. */
  public long receiveFailures() {
    return receive.sum();
  }

  /** Sends that failed. */
  public long sendFailures() {
    return send.sum();
  }

  /** Requests whose handling threw. */
  public long handlerFailures() {
    return handler.sum();
  }

  /** TCP connections closed because there were too many. */
  public long refusedConnections() {
    return refusedConnections.sum();
  }

  /** TCP connections closed because all together held too many octets. */
  public long shedConnections() {
    return shedConnections.sum();
  }

  /** Threads that died and were replaced. */
  public long replacedWorkers() {
    return replacedWorkers.sum();
  }
}
