package dev.gslb.server;

import dev.gslb.GslbServerBuilder;
import dev.gslb.cluster.ClusterBackend;
import dev.gslb.cluster.ClusterBackendProvider;
import dev.gslb.cluster.Membership;
import dev.gslb.cluster.NodeId;
import dev.gslb.cluster.StateStoreException;
import dev.gslb.cluster.StateStoreException.Reason;
import dev.gslb.cluster.runtime.OverrideFeed;
import dev.gslb.cluster.runtime.Overrides;
import dev.gslb.cluster.runtime.ServingGate;
import dev.gslb.config.ClusterConfig;
import dev.gslb.config.ServerConfig;
import dev.gslb.config.StateConfig;
import dev.gslb.spi.ControlPort;
import dev.gslb.spi.Providers;
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
  private final Optional<ClusterConfig> cluster;
  private final AtomicBoolean told = new AtomicBoolean();
  private volatile @Nullable ServingGate gate;

  private RuntimeState(
      ClusterBackend backend,
      @Nullable Peers peers,
      OverrideFeed feed,
      Optional<ClusterConfig> cluster) {
    this.backend = backend;
    this.peers = peers;
    this.feed = feed;
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
    OverrideFeed feed =
        OverrideFeed.start(
            backend.store(), () -> backend.election().current().self(), Clock.systemUTC());
    return new RuntimeState(backend, peers, feed, config.cluster());
  }

  private static ClusterBackendProvider provider(StateConfig state, ClassLoader plugins) {
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

  /** Has the server begin with what is known, or closed until the cluster lets it answer. */
  void prepare(GslbServerBuilder builder, Collection<Zone> zones) {
    if (cluster.isPresent()) {
      var unused = feed.endpoints(zones);
      builder.gated(cluster.get().notServing());
      if (peers != null) {
        peers.health(RuntimeState.class.getClassLoader()).ifPresent(builder::healthMonitor);
      }
      return;
    }
    join(feed.loaded());
    join(feed.endpoints(zones)).forEach(builder::command);
  }

  private static <T> T join(CompletableFuture<T> result) {
    try {
      return result.join();
    } catch (CompletionException e) {
      throw new StateStoreException(
          Reason.FAILED, "the overrides cannot be read: " + e.getCause(), e);
    }
  }

  /** Begins to tell a running server, and in a cluster to let it answer. */
  void attach(ControlPort control) {
    var unused =
        feed.loaded()
            .thenCompose(loaded -> feed.attach(control))
            .whenComplete(
                (snapshot, error) -> {
                  if (error == null) {
                    told.set(true);
                  } else {
                    LOG.error("The overrides cannot be told to the server", error);
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

  /** What operators say reaches the server. */
  private boolean mayServe() {
    return told.get() && feed.isFollowing();
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

  ClusterBackend backend() {
    return backend;
  }

  /** Who is there now; nobody where a server stands alone. */
  List<Membership.Peer> present() {
    return peers == null ? List.of() : peers.present();
  }

  /** Whether this node answers now, and if not, why. */
  Readiness readiness() {
    ServingGate serving = gate;
    if (cluster.isEmpty()) {
      return new Readiness(true, "ready");
    }
    if (serving != null && serving.isOpen()) {
      return new Readiness(true, "ready");
    }
    if (!told.get()) {
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
    if (peers != null) {
      peers.close();
    }
    backend.close();
  }
}
