package dev.gslb.config;

import dev.gslb.spi.HealthMonitorProvider;
import dev.gslb.spi.Providers;
import dev.gslb.spi.RouterProvider;
import dev.gslb.zone.RefusedException;
import dev.gslb.zone.Zone;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Loads the configuration of a server. Opens no socket and starts no thread. Immutable; one loader
 * may be used again and by any thread.
 *
 * <p>Limits: a file of 64 Mi characters and 5,000,000 values, nesting of 50 levels, includes of 10.
 */
public final class ConfigLoader {
  /** Keys that are read in another order than messages name them. */
  private static final List<String> IN_ORDER =
      List.of("regions", "overwatch", "policies", "zones", "domains");

  private final Map<String, String> environment;
  private final List<RouterProvider> routers;
  private final List<HealthMonitorProvider> monitors;
  private final LaunchOptions launch;

  /**
   * Makes a loader with given plugins.
   *
   * @param environment what <code>${NAME}</code> refers to
   * @param routers the routers that policies may name
   * @param monitors the first of them checks the options of health checks; if there is none, every
   *     health check is refused
   */
  public ConfigLoader(
      Map<String, String> environment,
      List<RouterProvider> routers,
      List<HealthMonitorProvider> monitors) {
    this(environment, routers, monitors, LaunchOptions.NONE);
  }

  private ConfigLoader(
      Map<String, String> environment,
      List<RouterProvider> routers,
      List<HealthMonitorProvider> monitors,
      LaunchOptions launch) {
    this.environment = Map.copyOf(environment);
    this.routers = List.copyOf(routers);
    this.monitors = List.copyOf(monitors);
    this.launch = launch;
  }

  /**
   * Makes a loader with the plugins that {@link Providers#find} finds.
   *
   * @param environment what <code>${NAME}</code> refers to
   * @param plugins searched first; null for none
   */
  public ConfigLoader(Map<String, String> environment, @Nullable ClassLoader plugins) {
    this(
        environment,
        Providers.find(RouterProvider.class, plugins),
        Providers.find(HealthMonitorProvider.class, plugins));
  }

  /**
   * Makes a loader for a server that was started with options beside the file.
   *
   * @param launch the options
   * @return a new loader
   */
  public ConfigLoader launchedWith(LaunchOptions launch) {
    return new ConfigLoader(environment, routers, monitors, launch);
  }

  /**
   * Loads a file with everything that it includes. Blocks while files are read.
   *
   * @param file the YAML file
   * @return the configuration
   * @throws RefusedException with every problem of every file, in the order of files and lines;
   *     each place begins with {@code file:line:column}
   */
  public ServerConfig load(Path file) {
    return load(file, seen -> {});
  }

  /**
   * Loads a file with everything that it includes, and tells what to watch even if it is refused.
   *
   * @param file the YAML file
   * @param seen told once, before this method returns or throws, of every file that the outcome
   *     depends on, as it was just before it was read
   * @return the configuration
   * @throws RefusedException as {@link #load(Path)} does
   */
  public ServerConfig load(Path file, Consumer<? super Fingerprint> seen) {
    return open(file, seen).config();
  }

  /**
   * Loads a file with everything that it includes, ready to be put together with what is said at
   * run time.
   *
   * @param file the YAML file
   * @param seen as {@link #load(Path, Consumer)} has it
   * @return the configuration, with nothing said
   * @throws RefusedException as {@link #load(Path)} does
   */
  public EffectiveConfig open(Path file, Consumer<? super Fingerprint> seen) {
    Fingerprint.Recorder recorder = new Fingerprint.Recorder();
    try {
      return open(file, recorder);
    } finally {
      seen.accept(recorder.fingerprint());
    }
  }

  private EffectiveConfig open(Path file, Fingerprint.Recorder recorder) {
    Problems problems = new Problems();
    Interpolation interpolation = new Interpolation(environment);
    List<Node.Section> documents = new SourceReader(interpolation, problems, recorder).read(file);
    if (documents.isEmpty()) {
      if (problems.isEmpty()) {
        problems.add(Place.root(new SourceFile(file, 0)), "no settings", "a map of settings");
      }
      problems.refuse();
    }
    Node.Section document = new Merger(problems).merge(documents);
    return read(new MapReader(document, problems), recorder);
  }

  private EffectiveConfig read(MapReader root, Fingerprint.Recorder recorder) {
    Problems problems = root.problems();
    root.get("mode");
    root.get("cluster");
    root.get("includes");
    MapReader dns = root.map("dns");
    IN_ORDER.forEach(root::get);
    MapReader overwatch = root.map("overwatch");
    PolicySource source = new PolicySource(root.section(), routers, monitors);
    PolicySource.Read read = source.read(root, dns, overwatch, Additions.NONE, List.of(), recorder);
    ApexReader.Apex apex =
        dns == null
            ? ApexReader.Apex.CONVENTIONAL
            : ApexReader.read(dns, ApexReader.Apex.CONVENTIONAL);
    TransfersReader transfers = new TransfersReader();
    transfers.read(root.map("transfers"));
    AccessReader access = new AccessReader(transfers);
    access.read(root.map("access"));
    ZoneReader zoneReader = new ZoneReader(apex, transfers, access, recorder, problems);
    zoneReader.read(root, dns);
    zoneReader.add(read.domains());
    DnsConfig dnsConfig = ServerReader.dns(dns, read.geolocation().ecsEnabled());
    MetricsConfig metrics = ServerReader.metrics(root.map("metrics"));
    LoggingConfig logging = ServerReader.logging(root.map("logging"));
    ApiConfig api = ApiReader.read(root.map("api"));
    Path directory = overwatch == null ? null : overwatch.path("data_dir", "a folder");
    ClusterReader.Read cluster =
        new ClusterReader(root, launch).read(directory, api.enabled() || transfers.isAnyDynamic());
    if (overwatch != null) {
      overwatch.finish();
    }
    ServerReader.refuseFeatures(root);
    if (dns != null) {
      dns.finish();
    }
    root.finish();
    List<Zone> zones = zoneReader.build(cluster.state().isEmpty());
    boolean nothing = zones.isEmpty() && transfers.config().secondaries().zones().isEmpty();
    if (nothing && problems.isEmpty()) {
      problems.add(root.section().place(), "nothing to serve", "at least one domain or zone");
    }
    problems.refuse();
    ServerConfig config =
        new ServerConfig(
            cluster.mode(),
            zones,
            dnsConfig,
            transfers.config(),
            access.config(),
            metrics,
            api,
            cluster.state(),
            cluster.cluster(),
            logging,
            recorder.fingerprint());
    return EffectiveConfig.of(source, config, read);
  }
}
