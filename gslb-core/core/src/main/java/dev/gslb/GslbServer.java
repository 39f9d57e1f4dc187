package dev.gslb;

import dev.gslb.internal.control.Control;
import dev.gslb.internal.engine.Engine;
import dev.gslb.internal.engine.EngineOptions;
import dev.gslb.internal.engine.Explainer;
import dev.gslb.internal.engine.RequestDesk;
import dev.gslb.internal.exchange.AbsentZoneGate;
import dev.gslb.internal.exchange.AbsentZones;
import dev.gslb.internal.exchange.CatalogAccess;
import dev.gslb.internal.exchange.DynamicZones;
import dev.gslb.internal.exchange.ExchangeCounts;
import dev.gslb.internal.exchange.ExchangeDesk;
import dev.gslb.internal.exchange.MemberExchanges;
import dev.gslb.internal.exchange.Notifier;
import dev.gslb.internal.exchange.Secondaries;
import dev.gslb.internal.exchange.SecondaryThreads;
import dev.gslb.internal.exchange.SerialKeeper;
import dev.gslb.internal.exchange.ZoneHistory;
import dev.gslb.internal.metrics.Counters;
import dev.gslb.internal.metrics.WorkerCounters;
import dev.gslb.internal.transport.Listeners;
import dev.gslb.internal.transport.TransportFaults;
import dev.gslb.spi.Command;
import dev.gslb.spi.ControlPort;
import dev.gslb.spi.ExchangeConfig;
import dev.gslb.spi.ExchangeStatistics;
import dev.gslb.spi.Explanation;
import dev.gslb.spi.HealthMonitor;
import dev.gslb.spi.NetworkFaults;
import dev.gslb.spi.QueryAccess;
import dev.gslb.spi.QueryHandler;
import dev.gslb.spi.QueryStatistics;
import dev.gslb.spi.StateView;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.RecordType;
import dev.gslb.zone.RefusedException;
import dev.gslb.zone.Zone;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * An authoritative DNS server with global load balancing. It answers over UDP and TCP until it is
 * closed. All methods are safe for any thread; two servers in one JVM share nothing.
 */
public final class GslbServer implements AutoCloseable {
  private static final Duration NOTIFY_WAIT = Duration.ofSeconds(2);
  private static final int NOTIFY_ATTEMPTS = 6;

  private final Control control;
  private final EngineOptions options;
  private final CatalogAccess access;
  private final Counters counters;
  private final ExchangeCounts exchanged;
  private final AbsentZones absent;
  private final DynamicZones dynamic;
  private final ExchangeDesk desk;
  private final Notifier notifier;
  private final Secondaries secondaries;
  private final SerialKeeper serials;
  private final Listeners listeners;
  private final SplittableRandom random;

  private GslbServer(
      Control control,
      EngineOptions options,
      CatalogAccess access,
      Counters counters,
      ExchangeCounts exchanged,
      AbsentZones absent,
      DynamicZones dynamic,
      ExchangeDesk desk,
      Notifier notifier,
      Secondaries secondaries,
      SerialKeeper serials,
      Listeners listeners,
      SplittableRandom random) {
    this.control = control;
    this.options = options;
    this.access = access;
    this.counters = counters;
    this.exchanged = exchanged;
    this.absent = absent;
    this.dynamic = dynamic;
    this.desk = desk;
    this.notifier = notifier;
    this.secondaries = secondaries;
    this.serials = serials;
    this.listeners = listeners;
    this.random = random;
  }

  /**
   * Begins a server.
   *
   * @return a builder with the defaults: loopback, a free port, no zones
   */
  public static GslbServerBuilder builder() {
    return new GslbServerBuilder();
  }

  static GslbServer start(GslbServerBuilder builder) throws IOException {
    SplittableRandom random = builder.random();
    Control control =
        new Control(
            builder.name(),
            builder.routers(),
            builder.monitors(),
            true,
            builder.clock(),
            random.split()::nextLong);
    Counters counters = new Counters();
    ExchangeCounts exchanged = new ExchangeCounts();
    ZoneHistory history = new ZoneHistory();
    Notifier notifier =
        new Notifier(builder.name(), builder.exchange(), history, NOTIFY_WAIT, NOTIFY_ATTEMPTS);
    MemberExchanges members = new MemberExchanges();
    notifier.heed(members);
    DynamicZones dynamic = new DynamicZones(control::change, builder.exchange());
    control.over(dynamic::over);
    control.listen(notifier.and(dynamic));
    AbsentZones absent = new AbsentZones();
    Secondaries secondaries =
        SecondaryThreads.open(
            builder.name(),
            control,
            absent,
            members,
            exchanged,
            builder.clock(),
            () -> ThreadLocalRandom.current().nextDouble());
    try {
      secondaries.restore(builder.exchange());
      await(secondaries.apply(builder.zones()));
      for (Command command : builder.commands()) {
        await(control.submit(command));
      }
      var unused = await(builder.journal().follow(dynamic));
      EngineOptions options = builder.engine();
      CatalogAccess access =
          new CatalogAccess(options.access(), builder.access(), builder.exchange());
      WorkerCounters deskCounters = counters.newWorker();
      ExchangeDesk desk =
          ExchangeDesk.open(
              builder.name(),
              control.cell(),
              options,
              builder.exchange(),
              history,
              handler(control, options, deskCounters, random, RequestDesk.CLOSED, absent),
              deskCounters,
              exchanged,
              dynamic,
              builder.journal());
      desk.handNotifiesTo(secondaries);
      desk.heed(members);
      Listeners listeners =
          Listeners.open(
              builder.name(),
              builder.transport(),
              builder.udpTransports(),
              () -> handler(control, options, counters.newWorker(), random, desk, absent));
      GslbServer server =
          new GslbServer(
              control,
              options,
              access,
              counters,
              exchanged,
              absent,
              dynamic,
              desk,
              notifier,
              secondaries,
              SerialKeeper.start(
                  builder.name(), control.cell(), dynamic, builder.journal(), options),
              listeners,
              random);
      listeners.start();
      secondaries.start();
      return server;
    } catch (IOException | RuntimeException e) {
      secondaries.close();
      notifier.close();
      control.close();
      throw e;
    }
  }

  private static QueryHandler handler(
      Control control,
      EngineOptions options,
      WorkerCounters counters,
      SplittableRandom random,
      RequestDesk desk,
      AbsentZones absent) {
    Engine engine = engine(control, options, counters, random, desk);
    return new AbsentZoneGate(absent, control.cell(), engine, counters, options);
  }

  private static Engine engine(
      Control control,
      EngineOptions options,
      WorkerCounters counters,
      SplittableRandom random,
      RequestDesk desk) {
    return new Engine(control.cell(), options, counters, split(random)::nextLong, desk);
  }

  static Explanation explain(
      GslbServerBuilder builder, DomainName name, RecordType type, @Nullable InetAddress client) {
    SplittableRandom random = builder.random();
    try (Control control =
        new Control(
            builder.name(),
            builder.routers(),
            builder.monitors(),
            false,
            builder.clock(),
            random.split()::nextLong)) {
      await(control.submit(new Command.ReplaceZones(builder.zones())));
      long entropy = random.nextLong();
      return Explainer.explain(control.snapshot(), builder.engine(), entropy, name, type, client);
    }
  }

  private static SplittableRandom split(SplittableRandom random) {
    synchronized (random) {
      return random.split();
    }
  }

  /**
   * Serves these zones, those that are taken from other servers and no others, and returns when
   * clients see them.
   *
   * @param zones with distinct apexes
   * @return the id of the first snapshot that holds them
   * @throws RefusedException if a zone or a policy is wrong; what was served goes on being served
   * @throws IllegalStateException if the server is closed
   */
  public long apply(Collection<Zone> zones) {
    return await(secondaries.apply(List.copyOf(zones)));
  }

  private static <T> T await(CompletableFuture<T> done) {
    try {
      return done.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        // The same problems, with the caller's own stack.
        if (cause instanceof RefusedException refused) {
          throw new RefusedException(refused.problems());
        }
        throw cause;
      }
      throw new IllegalStateException("the change failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a change was applied", e);
    }
  }

  /**
   * Explains what a query would be answered with now. Takes no ticket and counts nothing, and looks
   * at nobody's permission to ask.
   *
   * @param name the name asked for
   * @param type the type asked for
   * @param client who asks; null for a client on this host
   * @return the answer and how it comes about
   */
  public Explanation explain(DomainName name, RecordType type, @Nullable InetAddress client) {
    long entropy = split(random).nextLong();
    return Explainer.explain(control.snapshot(), options, entropy, name, type, client);
  }

  /**
   * Serves these zones, those that are taken from other servers and no others, exchanges them so,
   * and returns when clients see them.
   *
   * @param zones with distinct apexes
   * @param exchange as for {@link #exchange}
   * @return as {@link #apply(Collection)}
   * @throws RefusedException if a zone or a policy is wrong; then nothing is changed
   * @throws IllegalStateException if the server is closed
   */
  public long apply(Collection<Zone> zones, ExchangeConfig exchange) {
    ExchangeConfig before = dynamic.expect(exchange);
    long id;
    try {
      id = apply(zones);
    } catch (RuntimeException e) {
      dynamic.permit(before);
      throw e;
    }
    exchange(exchange);
    return id;
  }

  /**
   * Changes how zones are exchanged with other servers. Transfers under way go on. A zone that is
   * no longer dynamic loses what updates made of it when it is applied again.
   *
   * @param exchange holds from the next request and the next change of a zone on
   */
  public void exchange(ExchangeConfig exchange) {
    access.exchange(exchange);
    dynamic.permit(exchange);
    desk.permit(exchange);
    notifier.tell(exchange);
    secondaries.configure(exchange);
  }

  /**
   * Changes who may ask.
   *
   * @param access holds from each worker's next batch of queries on
   */
  public void access(QueryAccess access) {
    this.access.access(access);
  }

  /**
   * Returns the way to change what is served, command by command.
   *
   * @return the server's control port
   */
  public ControlPort control() {
    return control;
  }

  /**
   * Returns what is known of the endpoints.
   *
   * @return a live view
   */
  public StateView states() {
    return control.states();
  }

  /**
   * Returns the health monitor that was found, for its own metrics.
   *
   * @return empty if none is on the class path
   */
  public Optional<HealthMonitor> healthMonitor() {
    return Optional.ofNullable(control.monitor());
  }

  /**
   * Returns what was counted since the start.
   *
   * @return the sums of the moment
   */
  public QueryStatistics statistics() {
    return counters.sum(control.routers(), control.lastHealthyPolicies());
  }

  /**
   * Returns what was exchanged with other servers since the start, and which zones are missing.
   *
   * @return the counts of the moment
   */
  public ExchangeStatistics exchangeStatistics() {
    return exchanged.statistics(secondaries.size(), absent.size());
  }

  /**
   * Returns what the network refused since the start.
   *
   * @return the counts of the moment
   */
  public NetworkFaults networkFaults() {
    TransportFaults faults = listeners.faults();
    return new NetworkFaults(
        faults.receiveFailures(),
        faults.sendFailures(),
        faults.refusedConnections(),
        faults.shedConnections(),
        faults.handlerFailures(),
        faults.replacedWorkers());
  }

  /**
   * Returns where the server listens, each address for UDP and for TCP.
   *
   * @return addresses with their real ports; a wildcard address stands for all that the host has
   *     and will have, where the UDP transport can tell them apart, and else is not among them
   */
  public List<InetSocketAddress> addresses() {
    return listeners.addresses();
  }

  /**
   * Returns the port of the first address.
   *
   * @return 1 to 65535
   */
  public int port() {
    return addresses().get(0).getPort();
  }

  /**
   * Answers what has arrived, then frees sockets and threads. All transports drain at the same
   * time; blocks until that is done, at most for about twice the drain time.
   */
  @Override
  public void close() {
    listeners.close();
    serials.close();
    desk.close();
    secondaries.close();
    notifier.close();
    control.close();
  }
}
