package dev.gslb.internal.engine;

import dev.gslb.internal.metrics.WorkerCounters;
import dev.gslb.internal.snapshot.Snapshot;
import dev.gslb.internal.snapshot.SnapshotCell;
import dev.gslb.internal.wire.QueryReader;
import dev.gslb.internal.wire.ResponseWriter;
import dev.gslb.internal.wire.Wire;
import dev.gslb.spi.Command;
import dev.gslb.spi.Inbound;
import dev.gslb.spi.NotServing;
import dev.gslb.spi.QueryHandler;
import java.util.function.LongSupplier;

/**
 * Answers queries from the current snapshot. One engine belongs to one worker; it allocates
 * nothing, takes no lock, logs nothing and throws nothing.
 */
public final class Engine implements QueryHandler {
  /** One query in so many is timed: a clock read costs as much as a look-up. */
  private static final int TIMING_MASK = 63;

  private final SnapshotCell cell;
  private final EngineOptions options;
  private final WorkerCounters counters;
  private final LongSupplier entropy;
  private final QueryReader query = new QueryReader();
  private final ResponseWriter response = new ResponseWriter();
  private final RouteContext request;
  private final Resolver resolver;
  private Snapshot snapshot;
  private boolean mayServe;
  private int handled;

  /**
   * Makes a worker's engine.
   *
   * @param cell the current snapshot
   * @param options what an operator can set
   * @param counters the worker's counters
   * @param entropy 64 random bits a call, called by the worker only
   */
  public Engine(
      SnapshotCell cell, EngineOptions options, WorkerCounters counters, LongSupplier entropy) {
    this(cell, options, counters, entropy, Trace.OFF);
  }

  Engine(
      SnapshotCell cell,
      EngineOptions options,
      WorkerCounters counters,
      LongSupplier entropy,
      Trace trace) {
    this.cell = cell;
    this.options = options;
    this.counters = counters;
    this.entropy = entropy;
    this.request = new RouteContext(query, options.useClientSubnet(), trace.isOn());
    this.resolver =
        new Resolver(query, response, request, new Decider(request, counters, trace), trace);
    this.snapshot = cell.get();
  }

  @Override
  public void beginBatch() {
    snapshot = cell.get();
    long deadline = snapshot.serveUntilNanos();
    mayServe = deadline == Command.ServeUntil.FOREVER || System.nanoTime() - deadline < 0;
  }

  @Override
  public int handle(Inbound inbound, byte[] message, int length, byte[] out, int responseLimit) {
    boolean timed = (handled++ & TIMING_MASK) == 0;
    long started = timed ? System.nanoTime() : 0;
    int size;
    try {
      size = answer(inbound, message, length, out, responseLimit);
    } catch (RuntimeException | Error e) {
      // A router that fails, or a bug of ours: the client learns at once, the counter tells us.
      counters.failed();
      size = fail(out, responseLimit);
    }
    if (size == DROP) {
      counters.dropped();
      return DROP;
    }
    counters.answered(inbound.isStream(), response.rcode());
    if (response.isTruncated()) {
      counters.truncated();
    }
    if (timed) {
      counters.took(System.nanoTime() - started);
    }
    return size;
  }

  private int answer(Inbound inbound, byte[] message, int length, byte[] out, int responseLimit) {
    int rcode = query.read(message, length);
    if (rcode == QueryReader.DROP || (!mayServe && options.notServing() == NotServing.IGNORE)) {
      return DROP;
    }
    int limit = responseLimit;
    if (!inbound.isStream()) {
      limit = Math.min(limit, Math.min(query.udpLimit(), options.maxUdpBytes()));
    }
    response.begin(query, out, limit, options.maxUdpBytes());
    if (rcode == Wire.NOERROR) {
      rcode = refusal();
    }
    if (rcode != Wire.NOERROR) {
      response.rcode(rcode);
      return response.finish();
    }
    request.beginQuery(inbound, entropy.getAsLong());
    resolver.resolve(snapshot);
    return response.finish();
  }

  private int refusal() {
    boolean inClass = query.klass() == Wire.CLASS_IN;
    boolean transfer = query.type() == Wire.AXFR || query.type() == Wire.IXFR;
    if (!mayServe || !inClass || transfer) {
      return Wire.REFUSED;
    }
    boolean metaType = query.type() >= Wire.FIRST_META && query.type() < Wire.ANY;
    return metaType || query.type() == Wire.OPT ? Wire.FORMERR : Wire.NOERROR;
  }

  private int fail(byte[] out, int limit) {
    response.begin(query, out, Math.max(limit, Wire.PLAIN_UDP_LIMIT), options.maxUdpBytes());
    response.rcode(Wire.SERVFAIL);
    return response.finish();
  }
}
