package dev.gslb.internal.exchange;

import dev.gslb.internal.engine.AccessCheck;
import dev.gslb.internal.engine.EngineOptions;
import dev.gslb.internal.engine.RateLimiter;
import dev.gslb.internal.engine.RequestedOptions;
import dev.gslb.internal.metrics.WorkerCounters;
import dev.gslb.internal.snapshot.ExtendedError;
import dev.gslb.internal.snapshot.Snapshot;
import dev.gslb.internal.snapshot.SnapshotCell;
import dev.gslb.internal.table.NameTable;
import dev.gslb.internal.table.NodeCursor;
import dev.gslb.internal.wire.QueryReader;
import dev.gslb.internal.wire.ResponseWriter;
import dev.gslb.internal.wire.Wire;
import dev.gslb.internal.wire.WireName;
import dev.gslb.spi.Command;
import dev.gslb.spi.Inbound;
import dev.gslb.spi.QueryHandler;
import org.jspecify.annotations.Nullable;

/**
 * Answers SERVFAIL for names of zones that are not there, or REFUSED to whom they are not
 * permitted, and has an engine answer all others. One gate belongs to one worker. While every zone
 * is there it costs one comparison a query.
 */
public final class AbsentZoneGate implements QueryHandler {
  private final AbsentZones absent;
  private final SnapshotCell cell;
  private final QueryHandler engine;
  private final WorkerCounters counters;
  private final int maxUdpBytes;
  private final @Nullable RateLimiter limiter;
  private final AccessCheck access;
  private final QueryReader query = new QueryReader();
  private final NodeCursor node = new NodeCursor();
  private final RequestedOptions requested;
  private final ResponseWriter response;
  private @Nullable NameTable apexes;

  /**
   * Puts a gate before an engine.
   *
   * @param absent the zones that are not there
   * @param cell the current snapshot
   * @param engine of the same worker
   * @param counters the worker's
   * @param options what an operator can set
   */
  public AbsentZoneGate(
      AbsentZones absent,
      SnapshotCell cell,
      QueryHandler engine,
      WorkerCounters counters,
      EngineOptions options) {
    this.absent = absent;
    this.cell = cell;
    this.engine = engine;
    this.counters = counters;
    this.maxUdpBytes = options.maxUdpBytes();
    this.limiter = options.rateLimiter().orElse(null);
    this.access = new AccessCheck(options.access());
    this.requested = new RequestedOptions(options);
    this.response = new ResponseWriter(requested.reply());
  }

  @Override
  public void beginBatch() {
    apexes = absent.apexes();
    access.beginBatch();
    engine.beginBatch();
  }

  @Override
  public int handle(Inbound inbound, byte[] message, int length, byte[] out, int responseLimit) {
    NameTable table = apexes;
    int apexLabel = table == null ? -1 : absent(table, message, length);
    if (apexLabel < 0) {
      return engine.handle(inbound, message, length, out, responseLimit);
    }
    int limit =
        inbound.isStream()
            ? responseLimit
            : Math.min(responseLimit, Math.min(query.udpLimit(), maxUdpBytes));
    requested.take(query, inbound);
    response.begin(query, out, limit, maxUdpBytes);
    if (isHeldBack(inbound)) {
      counters.limited();
      counters.dropped();
      return DROP;
    }
    if (access.permits(inbound, query.name(), apexLabel)) {
      response.rcode(Wire.SERVFAIL);
      response.extendedError(ExtendedError.INVALID_DATA);
    } else {
      response.rcode(Wire.REFUSED);
      response.extendedError(ExtendedError.PROHIBITED);
    }
    counters.answered(inbound.isStream(), response.rcode());
    return response.finish();
  }

  private boolean isHeldBack(Inbound inbound) {
    RateLimiter rates = limiter;
    return rates != null
        && !inbound.isStream()
        && !requested.isProven(query, inbound)
        && rates.check(inbound, RateLimiter.ERRORS) != RateLimiter.Verdict.PASS;
  }

  /** Where the deepest zone around the name begins if it is one that is not there, or -1. */
  private int absent(NameTable table, byte[] message, int length) {
    if (query.read(message, length) != Wire.NOERROR
        || query.opcode() != Wire.QUERY
        || query.questionEnd() == 0
        || query.tsigStart() != 0
        || query.klass() != Wire.CLASS_IN
        || query.isTransfer()) {
      return -1;
    }
    Snapshot snapshot = cell.get();
    long deadline = snapshot.serveUntilNanos();
    boolean mayServe = deadline == Command.ServeUntil.FOREVER || System.nanoTime() - deadline < 0;
    // RFC 4035 section 3.1.4.1: DS at a zone's apex is the parent zone's.
    int lowest = query.type() == Wire.DS ? 1 : 0;
    int missing = deepest(table, query.name(), lowest);
    boolean absent = missing >= 0 && missing < deepestServed(snapshot, query.name(), lowest);
    return mayServe && absent ? missing : -1;
  }

  private int deepestServed(Snapshot snapshot, WireName name, int lowest) {
    int served = deepest(snapshot.apexes(), name, lowest);
    return served < 0 ? Integer.MAX_VALUE : served;
  }

  /** The leftmost label, from a lowest one on, at which an apex of the table begins, or -1. */
  private int deepest(NameTable table, WireName name, int lowest) {
    int labels = name.labels();
    int deepest = -1;
    for (int label = labels; label >= lowest; label--) {
      if (!table.find(name, label, labels, node)) {
        return deepest;
      }
      if (node.first() >= 0) {
        deepest = label;
      }
    }
    return deepest;
  }
}
