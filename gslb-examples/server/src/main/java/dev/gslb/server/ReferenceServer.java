package dev.gslb.server;

import dev.gslb.GslbServer;
import dev.gslb.GslbServerBuilder;
import dev.gslb.config.AnycastConfig;
import dev.gslb.config.ClusterConfig;
import dev.gslb.config.ConfigLoader;
import dev.gslb.config.ConfigWatcher;
import dev.gslb.config.Fingerprint;
import dev.gslb.config.ServerConfig;
import dev.gslb.zone.RefusedException;
import dev.gslb.zone.Zone;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

  private final Path file;
  private final ConfigLoader loader;
  private final GslbServer dns;
  private final @Nullable RuntimeState state;
  private final @Nullable AnycastAddress anycast;
  private final LongAdder reloads = new LongAdder();
  private final LongAdder refusedReloads = new LongAdder();

  /** Guards the reloads, and {@link #config}, which only they write. */
  private final Object reloading = new Object();

  private volatile ServerConfig config;
  private volatile boolean ready = true;
  private volatile @Nullable ConfigWatcher watcher;
  private volatile @Nullable MetricsEndpoint metrics;
  private volatile @Nullable ApiEndpoint api;

  private ReferenceServer(
      Path file,
      ConfigLoader loader,
      ServerConfig config,
      GslbServer dns,
      @Nullable RuntimeState state,
      @Nullable AnycastAddress anycast) {
    this.file = file;
    this.loader = loader;
    this.config = config;
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
    ServerConfig config = loader.load(file);
    Logging.apply(config.logging());
    GslbServerBuilder builder =
        GslbServer.builder()
            .plugins(ReferenceServer.class.getClassLoader())
            .zones(config.zones())
            .udp(config.dns().udp())
            .useClientSubnet(config.dns().ecsEnabled());
    config.dns().listenAddresses().forEach(builder::listen);
    AnycastAddress anycast = takeAddress(config);
    RuntimeState state;
    GslbServer dns;
    try {
      state = openState(config);
      dns = start(builder, config, state);
    } catch (IOException | RuntimeException e) {
      if (anycast != null) {
        anycast.close();
      }
      throw e;
    }
    ReferenceServer server = new ReferenceServer(file, loader, config, dns, state, anycast);
    try {
      if (state != null) {
        state.attach(dns.control());
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

  private static GslbServer start(
      GslbServerBuilder builder, ServerConfig config, @Nullable RuntimeState state)
      throws IOException {
    try {
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
        ServerConfig next = loader.load(file, this::watch);
        warnOfWhatNeedsRestart(next);
        apply(next);
        Logging.apply(next.logging());
        config = next;
        reloads.increment();
        LOG.info("Reloaded {}: {} zones", file, next.zones().size());
      } catch (RefusedException e) {
        refusedReloads.increment();
        LOG.error("Refused {}; what was served is still served:\n{}", file, e.getMessage());
      } catch (RuntimeException e) {
        refusedReloads.increment();
        LOG.error("Failed to reload {}; what was served is still served", file, e);
      }
    }
  }

  /** What is said of a server holds before the first answer with it. */
  private void apply(ServerConfig next) {
    if (state != null) {
      List<Zone> both = new ArrayList<>(config.zones());
      both.addAll(next.zones());
      state.endpoints(both);
    }
    dns.apply(next.zones());
    if (state != null) {
      state.endpoints(next.zones());
    }
  }

  private void watch(Fingerprint sources) {
    ConfigWatcher watching = watcher;
    if (watching != null) {
      watching.watch(sources);
    }
  }

  private void warnOfWhatNeedsRestart(ServerConfig next) {
    if (!next.dns().equals(config.dns())
        || !next.metrics().equals(config.metrics())
        || !next.api().equals(config.api())
        || !next.state().equals(config.state())
        || !next.cluster().equals(config.cluster())) {
      LOG.warn(
          "Addresses, client subnet use, state and cluster in {} take effect at the next start",
          file);
    }
  }

  GslbServer dns() {
    return dns;
  }

  ServerConfig config() {
    return config;
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
