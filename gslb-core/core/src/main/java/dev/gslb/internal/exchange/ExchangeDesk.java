package dev.gslb.internal.exchange;

import dev.gslb.internal.engine.EngineOptions;
import dev.gslb.internal.engine.RateLimiter;
import dev.gslb.internal.engine.RequestDesk;
import dev.gslb.internal.engine.RequestedOptions;
import dev.gslb.internal.engine.Sender;
import dev.gslb.internal.metrics.WorkerCounters;
import dev.gslb.internal.snapshot.ExtendedError;
import dev.gslb.internal.snapshot.Snapshot;
import dev.gslb.internal.snapshot.SnapshotCell;
import dev.gslb.internal.snapshot.ZoneView;
import dev.gslb.internal.table.NodeCursor;
import dev.gslb.internal.wire.QueryReader;
import dev.gslb.internal.wire.ResponseWriter;
import dev.gslb.internal.wire.Wire;
import dev.gslb.internal.wire.WireName;
import dev.gslb.spi.AccessRule;
import dev.gslb.spi.ExchangeConfig;
import dev.gslb.spi.Inbound;
import dev.gslb.spi.QueryHandler;
import dev.gslb.spi.Responder;
import dev.gslb.spi.UpdateGrant;
import dev.gslb.spi.ZoneExchange;
import dev.gslb.spi.ZoneJournal;
import dev.gslb.zone.DomainName;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 *   worker: take -> copy -> [requests] check signature, check permission -> answer
 *                                                   \-> [transfers] stream a zone
 *
 * Both executors have few threads and short queues: a flood waits for nobody, it is told SERVFAIL.
 */

/** Answers what takes time: transfers, NOTIFY, UPDATE, and whatever is signed. */
public final class ExchangeDesk implements RequestDesk, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ExchangeDesk.class);

  private static final int REQUEST_THREADS = 2;
  private static final int WAITING_REQUESTS = 256;
  private static final int TRANSFERS = 10;
  private static final int WAITING_TRANSFERS = 100;
  private static final int WAITING_UPDATES = 256;
  private static final int IDLE_SECONDS = 30;
  private static final String NOT_HERE = "the zone is not served now";

  /** Less than what clients wait, which ask again then. */
  private static final Duration UPDATE_PATIENCE = Duration.ofSeconds(4);

  private final SnapshotCell cell;
  private final EngineOptions options;
  private volatile Permissions permissions;
  private final ZoneHistory history;
  private final QueryHandler engine; // guarded by counters
  private final WorkerCounters counters; // guarded by itself: the desk counts as one worker
  private final ExchangeCounts exchanged;
  private final ExecutorService requests;
  private final ExecutorService transfers;
  private final Updater updater;
  private final ExecutorService updates;
  private final InstantSource clock;
  private final RefusalLog refusals;
  private volatile NotifyDesk notifies = NotifyDesk.NONE;
  private volatile MemberExchanges members = new MemberExchanges();

  /**
   * Opens the desk.
   *
   * @param cell the current snapshot
   * @param options what an operator can set
   * @param config who may do what
   * @param history the latest changes of zones
   * @param engine answers signed queries; nobody else uses it
   * @param counters the desk's and its engine's
   * @param exchanged counts transfers and updates
   * @param requests runs short work
   * @param transfers runs work that lasts as long as a client takes
   * @param updater makes updates
   * @param updates runs it, one update at a time
   * @param clock tells the time of signatures
   */
  ExchangeDesk(
      SnapshotCell cell,
      EngineOptions options,
      ExchangeConfig config,
      ZoneHistory history,
      QueryHandler engine,
      WorkerCounters counters,
      ExchangeCounts exchanged,
      ExecutorService requests,
      ExecutorService transfers,
      Updater updater,
      ExecutorService updates,
      InstantSource clock) {
    this.cell = cell;
    this.options = options;
    this.permissions = Permissions.of(config);
    this.history = history;
    this.engine = engine;
    this.counters = counters;
    this.exchanged = exchanged;
    this.requests = requests;
    this.transfers = transfers;
    this.updater = updater;
    this.updates = updates;
    this.clock = clock;
    this.refusals = new RefusalLog(clock);
  }

  /** Has somebody take what other servers tell of their zones. */
  public void handNotifiesTo(Secondaries secondaries) {
    notifies = secondaries;
  }

  /** Knows from now on to whom zones are given on that catalogs name. */
  public void heed(MemberExchanges of) {
    members = of;
  }

  /** Permits other things from the next request on. */
  public void permit(ExchangeConfig config) {
    permissions = Permissions.of(config);
  }

  /** Opens the desk of a server, with threads that go when there is nothing to do. */
  public static ExchangeDesk open(
      String name,
      SnapshotCell cell,
      EngineOptions options,
      ExchangeConfig config,
      ZoneHistory history,
      QueryHandler engine,
      WorkerCounters counters,
      ExchangeCounts exchanged,
      DynamicZones dynamic,
      ZoneJournal journal) {
    return new ExchangeDesk(
        cell,
        options,
        config,
        history,
        engine,
        counters,
        exchanged,
        pool(name + "-exchange", REQUEST_THREADS, WAITING_REQUESTS),
        pool(name + "-transfer", TRANSFERS, WAITING_TRANSFERS),
        new Updater(cell, dynamic, journal),
        pool(name + "-update", 1, WAITING_UPDATES),
        InstantSource.system());
  }

  private static ExecutorService pool(String name, int threads, int waiting) {
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(waiting),
            task -> {
              Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  @Override
  public boolean take(Inbound inbound, byte[] message, int length) {
    byte[] copy = Arrays.copyOf(message, length);
    InetSocketAddress client = inbound.client();
    boolean stream = inbound.isStream();
    Responder responder = inbound.defer();
    try {
      requests.execute(
          () -> guarded(responder::close, () -> begin(client, stream, copy, responder)));
      return true;
    } catch (RejectedExecutionException e) {
      responder.close();
      return false;
    }
  }

  /** Work that blocks while a client takes an answer. */
  @FunctionalInterface
  private interface Work {
    /** Does it. Returns whether the answer is complete; else another thread goes on with it. */
    boolean run() throws InterruptedException;
  }

  private static void guarded(Runnable close, Work work) {
    boolean complete = true;
    try {
      complete = work.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      LOG.error("A request failed and stays without an answer", e);
    } finally {
      if (complete) {
        close.run();
      }
    }
  }

  private boolean begin(
      InetSocketAddress client, boolean stream, byte[] message, Responder responder)
      throws InterruptedException {
    QueryReader query = new QueryReader();
    query.read(message, message.length);
    if (query.tsigStart() == 0) {
      return answer(new Request(client, stream, message, null, responder, clock));
    }
    TsigRecord record = TsigRecord.read(message, message.length, query.tsigStart());
    long now = clock.millis() / 1_000;
    Tsig tsig = permissions.check(message, record, now);
    if (record == null || tsig == null || tsig.error() == Tsig.MALFORMED) {
      Request malformed = new Request(client, stream, message, null, responder, clock);
      return refuse(malformed, Wire.FORMERR, ResponseWriter.NO_EXTENDED_ERROR);
    }
    byte[] unsigned = Tsig.withoutSignature(message, record);
    // The answer has the id that came; what was signed may have had another (RFC 8945 section 4.2).
    System.arraycopy(message, 0, unsigned, 0, 2);
    Request request = new Request(client, stream, unsigned, tsig, responder, clock);
    if (tsig.error() != Tsig.NO_ERROR) {
      refusals.refused(request, tsig.complaint(now));
      return refuse(request, Wire.NOTAUTH, ResponseWriter.NO_EXTENDED_ERROR);
    }
    return answer(request);
  }

  private boolean answer(Request request) throws InterruptedException {
    QueryReader query = request.query();
    int opcode = query.opcode();
    if (opcode == Wire.NOTIFY) {
      return notified(request);
    }
    if (opcode == Wire.UPDATE) {
      return update(request);
    }
    if (query.isTransfer()) {
      return transfer(request);
    }
    return query(request);
  }

  private boolean notified(Request request) throws InterruptedException {
    QueryReader query = request.query();
    if (query.type() != Wire.SOA) {
      // RFC 1996 knows of changes of the SOA record alone.
      return refuse(request, Wire.FORMERR, ResponseWriter.NO_EXTENDED_ERROR);
    }
    DomainName apex = DomainName.fromWire(query.message(), Wire.HEADER_LENGTH);
    int rcode = query.klass() == Wire.CLASS_IN ? notified(request, apex) : Wire.NOTAUTH;
    int extendedError =
        rcode == Wire.REFUSED ? ExtendedError.PROHIBITED : ResponseWriter.NO_EXTENDED_ERROR;
    return answer(request, rcode, extendedError, rcode == Wire.NOERROR);
  }

  private int notified(Request request, DomainName apex) {
    InetAddress client = request.client().getAddress();
    int rcode = notifies.notified(apex, client, request.signer(), request.toldSerial());
    if (rcode == Wire.REFUSED) {
      refusals.refused(request, "no primary of the zone has this address or signs with this key");
    } else if (rcode == Wire.NOTAUTH) {
      refusals.refused(request, "the zone is not taken from others here");
      // Nobody is primary of a zone that has its records here (RFC 1996 section 3.10).
      return zone(cell.get(), apex) == null ? Wire.NOTAUTH : Wire.REFUSED;
    }
    return rcode;
  }

  private boolean update(Request request) throws InterruptedException {
    QueryReader query = request.query();
    if (query.type() != Wire.SOA) {
      // RFC 2136 section 3.1.1
      return refuse(request, Wire.FORMERR, ResponseWriter.NO_EXTENDED_ERROR);
    }
    DomainName apex = DomainName.fromWire(query.message(), Wire.HEADER_LENGTH);
    if (query.klass() != Wire.CLASS_IN || zone(cell.get(), apex) == null) {
      // RFC 2136 section 3.1.2
      refusals.refused(request, NOT_HERE);
      return refuse(request, Wire.NOTAUTH, ExtendedError.NOT_AUTHORITATIVE);
    }
    if (permissions.grants(request, apex).isEmpty()) {
      refusals.refused(request, permissions.whyNone(request, apex));
      // Whoever may not change the zone learns that it is here (RFC 2136 section 3.1.2), not more.
      return refuse(request, Wire.REFUSED, ExtendedError.PROHIBITED);
    }
    long deadline = System.nanoTime() + UPDATE_PATIENCE.toNanos();
    try {
      updates.execute(() -> guarded(request::close, () -> updated(request, apex, deadline)));
      return false;
    } catch (RejectedExecutionException e) {
      return refuse(request, Wire.SERVFAIL, ResponseWriter.NO_EXTENDED_ERROR);
    }
  }

  private boolean updated(Request request, DomainName apex, long deadline)
      throws InterruptedException {
    List<UpdateGrant> grants = permissions.grants(request, apex);
    int rcode = updater.update(request.message(), grants, request.who(), deadline);
    int extendedError =
        rcode == Wire.REFUSED ? ExtendedError.PROHIBITED : ResponseWriter.NO_EXTENDED_ERROR;
    return refuse(request, rcode, extendedError);
  }

  private boolean transfer(Request request) throws InterruptedException {
    QueryReader query = request.query();
    DomainName apex = DomainName.fromWire(query.message(), Wire.HEADER_LENGTH);
    Snapshot snapshot = cell.get();
    ZoneView zone = query.klass() == Wire.CLASS_IN ? zone(snapshot, apex) : null;
    ZoneExchange exchange = members.of(apex, permissions.config());
    InetAddress client = request.client().getAddress();
    if (!AccessRule.permits(exchange.transfer(), client, request.signer())) {
      refusals.refused(request, "no rule of the zone allows transfers to this address or key");
      // Whoever may not take a zone does not learn whether it is here.
      return refuse(request, Wire.REFUSED, ExtendedError.PROHIBITED);
    }
    if (zone == null) {
      refusals.refused(request, NOT_HERE);
      return refuse(request, Wire.NOTAUTH, ExtendedError.NOT_AUTHORITATIVE);
    }
    if (query.type() == Wire.AXFR && !request.isStream()) {
      refusals.refused(request, "AXFR needs TCP");
      return refuse(request, Wire.REFUSED, ExtendedError.NOT_SUPPORTED);
    }
    if (isHeldBack(request, new RequestedOptions(options))) {
      return true;
    }
    Transfer transfer = new Transfer(request, snapshot, zone, exchange.gslb(), history, options);
    try {
      transfers.execute(
          () ->
              guarded(
                  request::close,
                  () -> {
                    count(request, transfer.run());
                    return true;
                  }));
      return false;
    } catch (RejectedExecutionException e) {
      return refuse(request, Wire.SERVFAIL, ResponseWriter.NO_EXTENDED_ERROR);
    }
  }

  /** The zone of an apex; null if it is not served. */
  static @Nullable ZoneView zone(Snapshot snapshot, DomainName apex) {
    byte[] wire = apex.wire();
    WireName name = new WireName();
    name.read(wire, 0, wire.length);
    NodeCursor node = new NodeCursor();
    if (!snapshot.apexes().find(name, 0, name.labels(), node) || node.first() < 0) {
      return null;
    }
    return snapshot.zones().get(node.gslbOrdinal(node.first()));
  }

  /** A signed query is answered as it would be unsigned, and the answer signed. */
  private boolean query(Request request) throws InterruptedException {
    byte[] out = new byte[Wire.MAX_MESSAGE];
    byte[] message = request.message();
    Sender sender = request.sender();
    int limit = request.limit(options.maxUdpBytes());
    int length;
    synchronized (counters) {
      engine.beginBatch();
      length = engine.handle(sender, message, message.length, out, limit);
    }
    if (length != QueryHandler.DROP) {
      request.send(out, length);
    }
    return true;
  }

  /** Who asks for odd things is limited as everybody else, and gets nothing small. */
  private boolean isHeldBack(Request request, RequestedOptions requested) {
    RateLimiter limiter = options.rateLimiter().orElse(null);
    boolean proven =
        request.isStream()
            || request.signer() != null
            || requested.isProven(request.query(), request.sender());
    if (limiter == null
        || proven
        || limiter.check(request.sender(), RateLimiter.ERRORS) == RateLimiter.Verdict.PASS) {
      return false;
    }
    synchronized (counters) {
      counters.limited();
    }
    return true;
  }

  private void count(Request request, int rcode) {
    exchanged.answered(request.query(), rcode);
    synchronized (counters) {
      counters.answered(request.isStream(), rcode);
    }
  }

  private boolean refuse(Request request, int rcode, int extendedError)
      throws InterruptedException {
    return answer(request, rcode, extendedError, false);
  }

  private boolean answer(Request request, int rcode, int extendedError, boolean authoritative)
      throws InterruptedException {
    byte[] out = new byte[Wire.MAX_MESSAGE];
    RequestedOptions requested = new RequestedOptions(options);
    requested.take(request.query(), request.sender());
    ResponseWriter response = new ResponseWriter(requested.reply());
    int limit = request.limit(options.maxUdpBytes());
    response.begin(request.query(), out, limit, options.maxUdpBytes());
    response.rcode(rcode);
    response.extendedError(extendedError);
    if (authoritative) {
      response.authoritative();
    }
    // An update that was made is told of: else it would be tried again.
    boolean made = rcode == Wire.NOERROR && request.query().opcode() == Wire.UPDATE;
    if (!made && isHeldBack(request, requested)) {
      return true;
    }
    count(request, rcode);
    request.send(out, response.finish());
    return true;
  }

  /** Ends transfers under way; what waits stays without an answer. */
  @Override
  public void close() {
    requests.shutdownNow();
    transfers.shutdownNow();
    updates.shutdownNow();
  }
}
