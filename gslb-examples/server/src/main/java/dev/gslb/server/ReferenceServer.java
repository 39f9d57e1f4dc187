package dev.gslb.server;

import dev.gslb.GslbServer;
import dev.gslb.GslbServerBuilder;
import dev.gslb.cluster.runtime.AdditionFeed;
import dev.gslb.config.Additions;
import dev.gslb.config.AnycastConfig;
import dev.gslb.config.ClusterConfig;
import dev.gslb.config.ConfigLoader;
import dev.gslb.config.ConfigWatcher;
import dev.gslb.config.DnsConfig;
import dev.gslb.config.EffectiveConfig;
import dev.gslb.config.Fingerprint;
import dev.gslb.config.ServerConfig;
import dev.gslb.spi.AccessRule;
import dev.gslb.spi.Command;
import dev.gslb.spi.CookieSecrets;
import dev.gslb.spi.QueryAccess;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.RefusedException;
import dev.gslb.zone.Zone;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server that lives by a configuration file: it loads it, serves it, and loads it again when it
 * changes. Safe for any thread.
 */
final class ReferenceServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReferenceServer.class);

  /** Of so many changed zones it is quicker to compile all anew than one after the other. */
  private static final int MANY_ZONES = 16;

  private final Path file;
  private final ConfigLoader loader;
  private final GslbServer dns;
  private final @Nullable RuntimeState state;
  private final @Nullable AnycastAddress anycast;
  private final LongAdder reloads = new LongAdder();
  private final LongAdder refusedReloads = new LongAdder();

  /** Guards the changes of what is served, and {@link #effective}, which only they write. */
  private final Object reloading = new Object();

  /** What the DNS server was started with; the objects of later files are only read. */
  private final Optional<CookieSecrets> cookies;

  private volatile EffectiveConfig effective;
  private Additions said; // guarded by reloading
  private volatile boolean ready = true;
  private volatile @Nullable ConfigWatcher watcher;
  private volatile @Nullable MetricsEndpoint metrics;
  private volatile @Nullable ApiEndpoint api;

  private ReferenceServer(
      Path file,
      ConfigLoader loader,
      EffectiveConfig effective,
      Additions said,
      GslbServer dns,
      @Nullable RuntimeState state,
      @Nullable AnycastAddress anycast) {
    this.file = file;
    this.loader = loader;
    this.effective = effective;
    this.cookies = effective.config().dns().cookies();
    this.said = said;
    this.dns = dns;
    this.state = state;
    this.anycast = anycast;
  }

  /**
   * Loads the file and serves it.
   *
   * @throws RefusedException if the configuration is wrong
   * @throws dev.gslb.cluster.StateStoreException if the state cannot be opened
   * @throws IOException if an address cannot be bound
   */
  static ReferenceServer start(Path file, ConfigLoader loader) throws IOException {
    EffectiveConfig written = loader.open(file, seen -> {});
    ServerConfig config = written.config();
    Logging.apply(config.logging());
    GslbServerBuilder builder =
        GslbServer.builder()
            .plugins(ReferenceServer.class.getClassLoader())
            .udp(config.dns().udp())
            .maxConnections(config.dns().tcp().maxConnections())
            .maxConnectionsPerClient(config.dns().tcp().maxConnectionsPerClient())
            .idleTimeout(config.dns().tcp().idleTimeout())
            .useClientSubnet(config.dns().ecsEnabled())
            .identity(config.dns().identity())
            .exchange(config.exchange())
            .access(config.access());
    config.dns().cookies().ifPresent(builder::cookies);
    config.dns().rateLimit().ifPresent(builder::rateLimit);
    config.dns().listenAddresses().forEach(builder::listen);
    AnycastAddress anycast = takeAddress(config);
    RuntimeState state;
    Additions said;
    EffectiveConfig effective;
    GslbServer dns;
    try {
      state = openState(config);
      said = begin(state);
      effective = compose(written, said, state);
      dns = start(builder, effective.config(), state);
    } catch (IOException | RuntimeException e) {
      if (anycast != null) {
        anycast.close();
      }
      throw e;
    }
    ReferenceServer server =
        new ReferenceServer(file, loader, effective, said, dns, state, anycast);
    try {
      if (state != null) {
        SaidAdditions.report(written, effective);
        state.attach(dns.control(), dns.states(), server::said);
        if (config.api().enabled()) {
          server.api = ApiEndpoint.start(config.api(), new Api(server, state));
        }
      }
      if (config.metrics().enabled()) {
        server.metrics = MetricsEndpoint.start(config.metrics().address(), server);
      }
      server.watcher = ConfigWatcher.start(config.sources(), server::reload);
      return server;
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  private static @Nullable AnycastAddress takeAddress(ServerConfig config) throws IOException {
    Optional<AnycastConfig> anycast = config.cluster().flatMap(ClusterConfig::anycast);
    return anycast.isPresent() ? AnycastAddress.take(anycast.get()) : null;
  }

  private static @Nullable RuntimeState openState(ServerConfig config) {
    ClassLoader plugins = ReferenceServer.class.getClassLoader();
    return config.state().map(kept -> RuntimeState.open(config, kept, plugins)).orElse(null);
  }

  private static Additions begin(@Nullable RuntimeState state) {
    try {
      return state == null ? Additions.NONE : SaidAdditions.of(state.begin());
    } catch (RuntimeException e) {
      state.close();
      throw e;
    }
  }

  private static EffectiveConfig compose(
      EffectiveConfig written, Additions said, @Nullable RuntimeState state) {
    try {
      return written.with(said);
    } catch (RuntimeException e) {
      if (state != null) {
        state.close();
      }
      throw e;
    }
  }

  private static GslbServer start(
      GslbServerBuilder builder, ServerConfig config, @Nullable RuntimeState state)
      throws IOException {
    try {
      builder.zones(config.zones());
      if (state != null) {
        state.prepare(builder, config.zones());
      }
      return builder.start();
    } catch (IOException | RuntimeException e) {
      if (state != null) {
        state.close();
      }
      throw e;
    }
  }

  /**
   * Loads the file again and serves it, or keeps serving what is served if it is wrong. Does
   * nothing once the server closes.
   */
  void reload() {
    synchronized (reloading) {
      if (!ready) {
        return;
      }
      try {
        EffectiveConfig next = loader.open(file, this::watch).with(said);
        rollCookies(next.config());
        warnOfWhatNeedsRestart(next.config());
        changeTo(next, () -> apply(next.config()));
        dns.access(next.config().access());
        Logging.apply(next.config().logging());
        reloads.increment();
        LOG.info("Reloaded {}: {} zones", file, next.config().zones().size());
      } catch (RefusedException e) {
        refusedReloads.increment();
        LOG.error("Refused {}; what was served is still served:\n{}", file, e.getMessage());
      } catch (RuntimeException e) {
        refusedReloads.increment();
        LOG.error("Failed to reload {}; what was served is still served", file, e);
      }
    }
  }

  /** A list of a zone that comes holds before the zone is there, one of a zone that goes after. */
  private void apply(ServerConfig next) {
    QueryAccess before = config().access();
    Map<DomainName, List<AccessRule>> both = new HashMap<>(before.zones());
    both.putAll(next.access().zones());
    dns.access(new QueryAccess(next.access().defaults(), both));
    try {
      dns.apply(next.zones(), next.exchange());
    } catch (RuntimeException e) {
      dns.access(before);
      throw e;
    }
  }

  /** Serves the same files with what is said now, or goes on with what was said before. */
  private void said(AdditionFeed.Said now) {
    synchronized (reloading) {
      if (!ready) {
        return;
      }
      said = SaidAdditions.of(now);
      EffectiveConfig next = effective.with(said);
      if (next.equals(effective)) {
        return;
      }
      Set<Zone> changed = Collections.newSetFromMap(new IdentityHashMap<>());
      changed.addAll(next.config().zones());
      config().zones().forEach(changed::remove);
      try {
        changeTo(next, () -> put(changed, next.config().zones()));
      } catch (RuntimeException e) {
        if (ready) {
          LOG.error("What is said at run time cannot be served; what was served still is", e);
        }
      }
    }
  }

  private void put(Set<Zone> changed, List<Zone> all) {
    if (changed.size() > MANY_ZONES) {
      dns.apply(all);
    } else {
      changed.forEach(zone -> dns.control().submit(new Command.PutZone(zone)).join());
    }
  }

  /** What is said of a server holds before the first answer with it. */
  private void changeTo(EffectiveConfig next, Runnable serve) {
    if (state != null) {
      List<Zone> both = new ArrayList<>(config().zones());
      both.addAll(next.config().zones());
      state.endpoints(both);
    }
    serve.run();
    SaidAdditions.report(effective, next);
    effective = next;
    if (state != null) {
      state.endpoints(next.config().zones());
    }
  }

  private void watch(Fingerprint sources) {
    ConfigWatcher watching = watcher;
    if (watching != null) {
      watching.watch(sources);
    }
  }

  /** The server goes on with the object that it was started with. */
  private void rollCookies(ServerConfig next) {
    cookies.ifPresent(own -> next.dns().cookies().ifPresent(own::replace));
  }

  /** Secrets that were rolled need no start; where there were none, or are none now, they do. */
  private static DnsConfig withCookies(DnsConfig before, DnsConfig next) {
    boolean both = before.cookies().isPresent() && next.cookies().isPresent();
    return new DnsConfig(
        before.listenAddresses(),
        before.ecsEnabled(),
        before.udp(),
        before.tcp(),
        before.identity(),
        both ? next.cookies() : before.cookies(),
        before.rateLimit());
  }

  private void warnOfWhatNeedsRestart(ServerConfig next) {
    ServerConfig before = config();
    if (!next.dns().equals(withCookies(before.dns(), next.dns()))
        || !next.metrics().equals(before.metrics())
        || !next.api().equals(before.api())
        || !next.state().equals(before.state())
        || !next.cluster().equals(before.cluster())) {
      LOG.warn(
          "Addresses, client subnet use, state and cluster in {} take effect at the next start",
          file);
    }
  }

  GslbServer dns() {
    return dns;
  }

  /** What is served, of the files and of what is said. */
  EffectiveConfig effective() {
    return effective;
  }

  ServerConfig config() {
    return effective.config();
  }

  long reloads() {
    return reloads.sum();
  }

  long refusedReloads() {
    return refusedReloads.sum();
  }

  /** Where metrics are shown; empty if they are off. */
  Optional<InetSocketAddress> metricsAddress() {
    MetricsEndpoint endpoint = metrics;
    return endpoint == null ? Optional.empty() : Optional.of(endpoint.address());
  }

  List<InetSocketAddress> addresses() {
    return dns.addresses();
  }

  /** Where the server is managed; empty if it is not. */
  Optional<InetSocketAddress> apiAddress() {
    ApiEndpoint endpoint = api;
    return endpoint == null ? Optional.empty() : Optional.of(endpoint.address());
  }

  /** What is said at run time; empty if nothing can be said. */
  Optional<RuntimeState> state() {
    return Optional.ofNullable(state);
  }

  /** Whether clients should be sent here: while the server answers and does not close. */
  Readiness readiness() {
    if (!ready) {
      return new Readiness(false, "stopping");
    }
    return state == null ? new Readiness(true, "ready") : state.readiness();
  }

  @Override
  public void close() {
    ready = false;
    ConfigWatcher watching = watcher;
    if (watching != null) {
      watching.close();
    }
    List<Runnable> steps = new ArrayList<>();
    if (state != null) {
      steps.add(state::handOver);
    }
    if (anycast != null) {
      steps.add(anycast::close);
    }
    ApiEndpoint managed = api;
    if (managed != null) {
      steps.add(managed::close);
    }
    steps.add(dns::close);
    if (state != null) {
      steps.add(state::close);
    }
    MetricsEndpoint endpoint = metrics;
    if (endpoint != null) {
      steps.add(endpoint::close);
    }
    steps.forEach(ReferenceServer::end);
  }

  /** One step that fails must not keep the others from being taken. */
  private static void end(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      LOG.error("Something did not end as it should", e);
    }
  }
}
