package dev.gslb.internal.metrics;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What one worker counts. Written by that worker alone, with lazySet on a value read back plainly:
 * no locked instruction. Read by exporters at any time.
 */
public final class WorkerCounters {
  /** Response codes that are counted apart; higher ones count as the last. */
  public static final int RCODES = 17;

  /** Routers that are counted apart. */
  public static final int ROUTERS = 64;

  /** Durations are counted by their power of two in nanoseconds. */
  public static final int DURATION_BUCKETS = 32;

  /** Policies whose answers from who was healthy last are counted apart. */
  public static final int LAST_HEALTHY = 256;

  private static final int STREAM = RCODES;
  private static final int DROPPED = 2 * RCODES;
  private static final int TRUNCATED = DROPPED + 1;
  private static final int FAILED = DROPPED + 2;
  private static final int ROUTED = DROPPED + 3;
  private static final int DURATIONS = ROUTED + ROUTERS;
  private static final int DURATION_SUM = DURATIONS + DURATION_BUCKETS;
  private static final int SERVED_LAST_HEALTHY = DURATION_SUM + 1;
  private static final int LIMITED = SERVED_LAST_HEALTHY + LAST_HEALTHY;
  private static final int SIZE = LIMITED + 1;

  private final AtomicLongArray counts = new AtomicLongArray(SIZE);

  /** Counts an answer. */
  public void answered(boolean stream, int rcode) {
    add((stream ? STREAM : 0) + Math.min(rcode, RCODES - 1), 1);
  }

  /** Counts a message that gets no answer. */
  public void dropped() {
    add(DROPPED, 1);
  }

  /** Counts an answer that went out small, or not at all, because of its rate. */
  public void limited() {
    add(LIMITED, 1);
  }

  /** Counts an answer with TC. */
  public void truncated() {
    add(TRUNCATED, 1);
  }

  /** Counts an exception that was caught at the engine's edge. */
  public void failed() {
    add(FAILED, 1);
  }

  /** Counts a decision of a router. */
  public void routed(int router) {
    add(ROUTED + router, 1);
  }

  /** Counts an answer from who was healthy last. */
  public void servedLastHealthy(int policy) {
    add(SERVED_LAST_HEALTHY + policy, 1);
  }

  /** Counts the time that one query took; the sampling is the caller's. */
  public void took(long nanos) {
    int bucket = 64 - Long.numberOfLeadingZeros(nanos);
    add(DURATIONS + Math.min(bucket, DURATION_BUCKETS - 1), 1);
    add(DURATION_SUM, nanos);
  }

  private void add(int index, long amount) {
    counts.lazySet(index, counts.getPlain(index) + amount);
  }

  /** Adds all counts to a sum of {@link #size()} numbers. */
  void addTo(long[] sum) {
    for (int i = 0; i < SIZE; i++) {
      sum[i] += counts.getOpaque(i);
    }
  }

  static int size() {
    return SIZE;
  }

  static long answered(long[] sum, boolean stream, int rcode) {
    return sum[(stream ? STREAM : 0) + rcode];
  }

  static long dropped(long[] sum) {
    return sum[DROPPED];
  }

  static long limited(long[] sum) {
    return sum[LIMITED];
  }

  static long truncated(long[] sum) {
    return sum[TRUNCATED];
  }

  static long failed(long[] sum) {
    return sum[FAILED];
  }

  static long routed(long[] sum, int router) {
    return sum[ROUTED + router];
  }

  static long servedLastHealthy(long[] sum, int policy) {
    return sum[SERVED_LAST_HEALTHY + policy];
  }

  static long duration(long[] sum, int bucket) {
    return sum[DURATIONS + bucket];
  }

  static long durationSumNanos(long[] sum) {
    return sum[DURATION_SUM];
  }
}
