package dev.gslb.internal.engine;

import dev.gslb.internal.metrics.WorkerCounters;
import dev.gslb.internal.snapshot.ExtendedError;
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
import org.jspecify.annotations.Nullable;

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
  private final RequestDesk desk;
  private final QueryReader query = new QueryReader();
  private final RequestedOptions requested;
  private final ResponseWriter response;
  private final Chaos chaos;
  private final @Nullable RateLimiter limiter;
  private final AccessCheck access;
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
   * @param desk takes what is not answered from the snapshot alone
   */
  public Engine(
      SnapshotCell cell,
      EngineOptions options,
      WorkerCounters counters,
      LongSupplier entropy,
      RequestDesk desk) {
    this(cell, options, counters, entropy, desk, Trace.OFF);
  }

  Engine(
      SnapshotCell cell,
      EngineOptions options,
      WorkerCounters counters,
      LongSupplier entropy,
      RequestDesk desk,
      Trace trace) {
    this.cell = cell;
    this.desk = desk;
    this.options = options;
    this.counters = counters;
    this.entropy = entropy;
    this.requested = new RequestedOptions(options);
    this.response = new ResponseWriter(requested.reply());
    this.chaos = new Chaos(options.identity());
    this.limiter = options.rateLimiter().orElse(null);
    this.access = new AccessCheck(options.access());
    this.request = new RouteContext(query, options.useClientSubnet(), trace.isOn());
    this.resolver =
        new Resolver(
            query,
            response,
            request,
            access,
            new Decider(request, counters, trace),
            counters,
            trace);
    this.snapshot = cell.get();
  }

  @Override
  public void beginBatch() {
    access.beginBatch();
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
    if (size <= 0) {
      if (size == DROP) {
        counters.dropped();
      }
      return size;
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
    if (rcode == Wire.NOERROR && query.tellsKeepalive() && inbound.isStream()) {
      rcode = Wire.FORMERR; // over UDP the option is ignored (RFC 7828 section 3.3.1)
    }
    if (rcode == Wire.NOERROR && isForTheDesk() && mayServe) {
      if (desk.take(inbound, message, length)) {
        return DEFER;
      }
      rcode = Wire.SERVFAIL;
    }
    int limit = responseLimit;
    if (!inbound.isStream()) {
      limit = Math.min(limit, Math.min(query.udpLimit(), options.maxUdpBytes()));
    }
    requested.take(query, inbound);
    response.begin(query, out, limit, options.maxUdpBytes());
    if (rcode != Wire.NOERROR || query.questionEnd() == 0) {
      response.rcode(rcode);
    } else if (!mayServe) {
      refuse(ExtendedError.NOT_READY);
    } else if (query.klass() == Wire.CLASS_IN && !isMeta(query.type())) {
      request.beginQuery(inbound, entropy.getAsLong());
      resolver.resolve(snapshot);
    } else {
      answerUncommon(inbound);
    }
    int size = response.finish();
    return limiter == null || inbound.isStream() ? size : limit(limiter, inbound, out, limit, size);
  }

  /** Holds an answer back when too many of its kind went to the client's network. */
  private int limit(RateLimiter rates, Inbound inbound, byte[] out, int limit, int size) {
    if (requested.isProven(query, inbound)) {
      return size;
    }
    int rcode = response.rcode();
    boolean error = rcode != Wire.NOERROR && rcode != Wire.NXDOMAIN;
    boolean resolved = query.questionEnd() != 0 && query.klass() != Wire.CLASS_CH;
    switch (rates.check(inbound, error || !resolved ? RateLimiter.ERRORS : resolver.kind())) {
      case PASS -> {
        return size;
      }
      case SLIP -> {
        counters.limited();
        return slip(out, limit);
      }
      default -> {
        counters.limited();
        return DROP;
      }
    }
  }

  /** Who asks in earnest comes back over TCP, or with the cookie. */
  private int slip(byte[] out, int limit) {
    response.begin(query, out, limit, options.maxUdpBytes());
    if (query.edns() && query.cookie().present()) {
      response.rcode(Wire.BADCOOKIE);
    } else {
      response.truncated();
    }
    return response.finish();
  }

  /** What is signed, changes something or is a transfer is not answered here and now. */
  private boolean isForTheDesk() {
    return query.opcode() != Wire.QUERY || query.tsigStart() != 0 || query.isTransfer();
  }

  private static boolean isMeta(int type) {
    return (type >= Wire.FIRST_META && type < Wire.ANY) || type == Wire.OPT || type == Wire.NXNAME;
  }

  private void answerUncommon(Inbound inbound) {
    int type = query.type();
    if (isMeta(type)) {
      if (type == Wire.NXNAME) {
        response.rcode(Wire.FORMERR);
      } else {
        refuse(ExtendedError.NOT_SUPPORTED);
      }
    } else if (query.klass() == Wire.CLASS_ANY) {
      // RFC 1035 section 6.2: what covers one class of all is not authoritative.
      request.beginQuery(inbound, entropy.getAsLong());
      resolver.resolve(snapshot);
      response.notAuthoritative();
    } else if (query.klass() == Wire.CLASS_CH) {
      if (access.permits(inbound)) {
        chaos.answer(query, response);
      } else {
        refuse(ExtendedError.PROHIBITED);
      }
    } else {
      refuse(ExtendedError.NOT_SUPPORTED);
    }
  }

  private void refuse(int extendedError) {
    response.rcode(Wire.REFUSED);
    response.extendedError(extendedError);
  }

  private int fail(byte[] out, int limit) {
    response.begin(query, out, Math.max(limit, Wire.PLAIN_UDP_LIMIT), options.maxUdpBytes());
    response.rcode(Wire.SERVFAIL);
    return response.finish();
  }
}
