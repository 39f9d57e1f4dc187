package dev.gslb.internal.transport;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what the network refused and what handlers threw. Any thread. */
public final class TransportFaults {
  private static final Logger LOG = LoggerFactory.getLogger(TransportFaults.class);

  /** Between two logged failures of handlers: each request may bring one. */
  private static final long LOG_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final LongAdder receive = new LongAdder();
  private final LongAdder send = new LongAdder();
  private final LongAdder refusedConnections = new LongAdder();
  private final LongAdder shedConnections = new LongAdder();
  private final LongAdder handler = new LongAdder();
  private final AtomicLong nextLogNanos = new AtomicLong(System.nanoTime());

  void receiveFailed() {
    receive.increment();
  }

  void sendFailed() {
    send.increment();
  }

  void connectionRefused() {
    refusedConnections.increment();
  }

  void connectionShed() {
    shedConnections.increment();
  }

  void handlerFailed(Throwable thrown) {
    handler.increment();
    long now = System.nanoTime();
    long next = nextLogNanos.get();
    if (now - next < 0 || !nextLogNanos.compareAndSet(next, now + LOG_NANOS)) {
      return;
    }
    try {
      LOG.error("A request could not be handled ({} so far); serving goes on", handler, thrown);
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
}
