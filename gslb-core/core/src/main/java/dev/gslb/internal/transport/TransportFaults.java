package dev.gslb.internal.transport;

import java.util.concurrent.atomic.LongAdder;

/** Counts what the network refused. Any thread. */
public final class TransportFaults {
  private final LongAdder receive = new LongAdder();
  private final LongAdder send = new LongAdder();
  private final LongAdder refusedConnections = new LongAdder();

  void receiveFailed() {
    receive.increment();
  }

  void sendFailed() {
    send.increment();
  }

  void connectionRefused() {
    refusedConnections.increment();
  }

  /** Receives that failed. */
  public long receiveFailures() {
    return receive.sum();
  }

  /** Sends that failed. */
  public long sendFailures() {
    return send.sum();
  }

  /** TCP connections closed because there were too many. */
  public long refusedConnections() {
    return refusedConnections.sum();
  }
}
