package dev.gslb.server;

import dev.gslb.GslbServerBuilder;
import dev.gslb.cluster.ClusterBackend;
import dev.gslb.cluster.ClusterBackendProvider;
import dev.gslb.cluster.Membership;
import dev.gslb.cluster.NodeId;
import dev.gslb.cluster.StateStoreException;
import dev.gslb.cluster.StateStoreException.Reason;
import dev.gslb.cluster.runtime.AdditionFeed;
import dev.gslb.cluster.runtime.GeoMappings;
import dev.gslb.cluster.runtime.LastHealthyKeeper;
import dev.gslb.cluster.runtime.NodeVote;
import dev.gslb.cluster.runtime.OverrideFeed;
import dev.gslb.cluster.runtime.Overrides;
import dev.gslb.cluster.runtime.Registrations;
import dev.gslb.cluster.runtime.ServingGate;
import dev.gslb.cluster.runtime.StoredZoneJournal;
import dev.gslb.config.ClusterConfig;
import dev.gslb.config.ServerConfig;
import dev.gslb.config.StateConfig;
import dev.gslb.spi.Command;
import dev.gslb.spi.ControlPort;
import dev.gslb.spi.Providers;
import dev.gslb.spi.StateView;
import dev.gslb.zone.EndpointId;
import dev.gslb.zone.RefusedException;
import dev.gslb.zone.Zone;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is said at run time, in the life of a server: opened before it, told to it, and closed after
 * it. Safe for any thread, but for opening and attaching.
 */
final class RuntimeState implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RuntimeState.class);

  private static final long HAND_OVER_SECONDS = 3;

  private final ClusterBackend backend;
  private final @Nullable Peers peers;
  private final OverrideFeed feed;
  private final AdditionFeed additions;
  private final StoredZoneJournal journal;
  private final LastHealthyKeeper lastHealthy;
  private final Optional<ClusterConfig> cluster;
  private final AtomicBoolean told = new AtomicBoolean();
  private final AtomicBoolean added = new AtomicBoolean();
  private volatile @Nullable ServingGate gate;

  private RuntimeState(
      ClusterBackend backend,
      @Nullable Peers peers,
      OverrideFeed feed,
      AdditionFeed additions,
      StoredZoneJournal journal,
      LastHealthyKeeper lastHealthy,
      Optional<ClusterConfig> cluster) {
    this.backend = backend;
    this.peers = peers;
    this.feed = feed;
    this.additions = additions;
    this.journal = journal;
    this.lastHealthy = lastHealthy;
    this.cluster = cluster;
  }

  /**
   * Opens the store that a configuration names.
   *
   * @throws RefusedException if an option of the backend is wrong
   * @throws StateStoreException if it cannot be opened
   */
  static RuntimeState open(ServerConfig config, StateConfig state, ClassLoader plugins) {
    ClusterBackend backend =
        provider(state, plugins).open(new NodeId(state.node()), state.options());
    Peers peers;
    try {
      peers = config.cluster().map(found -> Peers.meet(backend, state, found)).orElse(null);
    } catch (RuntimeException e) {
      backend.close();
      throw e;
    }
    BooleanSupplier leads = () -> backend.election().current().self();
    OverrideFeed feed = OverrideFeed.start(backend.store(), leads, Clock.systemUTC());
    AdditionFeed additions = AdditionFeed.start(backend.store());
    StoredZoneJournal journal = StoredZoneJournal.start(backend.store(), leads);
    LastHealthyKeeper lastHealthy =
        LastHealthyKeeper.start(backend.store(), backend.election(), Clock.systemUTC());
    return new RuntimeState(
        backend, peers, feed, additions, journal, lastHealthy, config.cluster());
  }

  /**
   * Finds the backend of a configuration and has it check its options.
   *
   * @throws RefusedException if there is none, or an option is wrong
   */
  static ClusterBackendProvider provider(StateConfig state, ClassLoader plugins) {
    List<ClusterBackendProvider> providers = Providers.find(ClusterBackendProvider.class, plugins);
    for (ClusterBackendProvider provider : providers) {
      if (provider.kind().equals(state.backend())) {
        validate(provider, state);
        return provider;
      }
    }
    throw new RefusedException(
        "cluster.backend",
        state.backend(),
        "one of " + providers.stream().map(ClusterBackendProvider::kind).sorted().toList());
  }

  /** Options stand under the backend's own key in the file. */
  private static void validate(ClusterBackendProvider provider, StateConfig state) {
    try {
      provider.validate(state.options());
    } catch (RefusedException e) {
      String section = state.backend().equals("ratis") ? "raft" : state.backend();
      throw new RefusedException(
          e.problems().stream().map(problem -> problem.within("cluster." + section)).toList());
    }
  }

  /** What is said beside the files when a server begins; of a cluster's nodes nothing is known. */
  AdditionFeed.Said begin() {
    return cluster.isPresent() ? additions.said() : join(additions.loaded());
  }

  /** Has the server begin with what is known, or closed until the cluster lets it answer. */
  void prepare(GslbServerBuilder builder, Collection<Zone> zones) {
    builder.journal(journal);
    if (cluster.isPresent()) {
      var unused = feed.endpoints(zones);
      builder.gated(cluster.get().notServing());
      if (peers != null) {
        peers.health().ifPresent(builder::healthMonitor);
      }
      return;
    }
    join(feed.loaded());
    join(journal.loaded());
    join(feed.endpoints(zones)).forEach(builder::command);
    builder.command(new Command.Remember(join(lastHealthy.remembered())));
  }

  private static <T> T join(CompletableFuture<T> result) {
    try {
      return result.join();
    } catch (CompletionException e) {
      throw new StateStoreException(
          Reason.FAILED, "what was said cannot be read: " + e.getCause(), e);
    }
  }

  /** Begins to tell a running server, and in a cluster to let it answer. */
  void attach(ControlPort control, StateView states, AdditionFeed.Listener listener) {
    var unused =
        feed.loaded()
            .thenCompose(loaded -> feed.attach(control))
            .thenCompose(overruled -> remind(control))
            .whenComplete(
                (snapshot, error) -> {
                  if (error == null) {
                    lastHealthy.follow(states);
                    told.set(true);
                  } else {
                    LOG.error("The state cannot be told to the server", error);
                  }
                })
            // Only then: what changes the zones has the overrides look at them, which counts on
            // a server that was told of all that is said.
            .thenCompose(snapshot -> additions.attach(listener))
            .whenComplete(
                (nothing, error) -> {
                  if (error == null) {
                    added.set(true);
                  } else {
                    LOG.error("Registrations and mappings cannot be served", error);
                  }
                });
    if (cluster.isPresent()) {
      ServingGate.Answering answering =
          cluster.get().answer() == ClusterConfig.Answer.LEADER
              ? ServingGate.Answering.LEADER
              : ServingGate.Answering.ALL;
      gate =
          ServingGate.start(
              backend, answering, cluster.get().servingDeadline(), this::mayServe, control);
    }
  }

  /** A server that stands alone was told before it began. */
  private CompletableFuture<Long> remind(ControlPort control) {
    return cluster.isEmpty()
        ? CompletableFuture.completedFuture(0L)
        : lastHealthy
            .remembered()
            .thenCompose(endpoints -> control.submit(new Command.Remember(endpoints)));
  }

  /** What operators say, and who updates zones, reaches the server. */
  private boolean mayServe() {
    return told.get()
        && feed.isFollowing()
        && added.get()
        && additions.isFollowing()
        && journal.isFollowing();
  }

  /** Has another node lead before this one stops, so that answers go on at once. */
  void handOver() {
    if (cluster.isEmpty() || !backend.election().current().self()) {
      return;
    }
    try {
      backend.election().transfer(Optional.empty()).get(HAND_OVER_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.info("No other node takes over: {}", String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Tells which endpoints there are after a reload. */
  void endpoints(Collection<Zone> zones) {
    join(feed.endpoints(zones));
  }

  OverrideFeed overrides() {
    return feed;
  }

  Overrides store() {
    return new Overrides(backend.store());
  }

  AdditionFeed additions() {
    return additions;
  }

  Registrations registrations() {
    return new Registrations(backend.store());
  }

  GeoMappings mappings() {
    return new GeoMappings(backend.store());
  }

  ClusterBackend backend() {
    return backend;
  }

  /** Who is there now; nobody where a server stands alone. */
  List<Membership.Peer> present() {
    return peers == null ? List.of() : peers.present();
  }

  /** What each node of a cluster says of an endpoint; nothing where a server stands alone. */
  List<NodeVote> votes(EndpointId endpoint) {
    return peers == null ? List.of() : peers.votes(endpoint);
  }

  /** Whether this node answers now, and if not, why; and what is wrong with the store, if so. */
  Readiness readiness() {
    Readiness readiness = answering();
    String trouble = backend.health().detail();
    return trouble.isEmpty()
        ? readiness
        : new Readiness(readiness.ready(), readiness.text() + "; state store: " + trouble);
  }

  private Readiness answering() {
    ServingGate serving = gate;
    if (cluster.isEmpty()) {
      return new Readiness(true, "ready");
    }
    if (serving != null && serving.isOpen()) {
      return new Readiness(true, "ready");
    }
    if (!told.get() || !added.get()) {
      return new Readiness(false, "the cluster's state was not read yet");
    }
    boolean standby =
        cluster.get().answer() == ClusterConfig.Answer.LEADER
            && backend.election().current().leader().isPresent()
            && !backend.election().current().self();
    return new Readiness(
        false, standby ? "standby: another node leads" : "the cluster does not confirm this node");
  }

  @Override
  public void close() {
    ServingGate serving = gate;
    if (serving != null) {
      serving.close();
    }
    feed.close();
    additions.close();
    journal.close();
    lastHealthy.close();
    if (peers != null) {
      peers.close();
    }
    backend.close();
  }
}
