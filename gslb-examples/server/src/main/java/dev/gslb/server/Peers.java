package dev.gslb.server;

import dev.gslb.cluster.ClusterBackend;
import dev.gslb.cluster.ClusterStatus;
import dev.gslb.cluster.Membership;
import dev.gslb.cluster.NodeId;
import dev.gslb.cluster.Watch;
import dev.gslb.cluster.gossip.GossipConfig;
import dev.gslb.cluster.gossip.JGroupsMembership;
import dev.gslb.cluster.runtime.QuorumHealth;
import dev.gslb.config.ClusterConfig;
import dev.gslb.config.StateConfig;
import dev.gslb.spi.HealthMonitorProvider;
import dev.gslb.spi.Providers;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The other nodes of a cluster, which check health together. Safe for any thread. */
final class Peers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Peers.class);

  /** How long a node may be silent until it is taken for gone. */
  private static final Duration SILENCE = Duration.ofSeconds(2);

  private final ClusterBackend backend;
  private final ClusterConfig config;
  private final Membership membership;
  private final Watch watch;
  private volatile Set<NodeId> voters = Set.of();

  private Peers(ClusterBackend backend, ClusterConfig config, Membership membership) {
    this.backend = backend;
    this.config = config;
    this.membership = membership;
    this.watch = membership.listen(peers -> count());
  }

  /**
   * Begins to look for the others.
   *
   * @throws dev.gslb.zone.RefusedException if an address or the key is wrong
   * @throws dev.gslb.cluster.StateStoreException if the address cannot be bound
   */
  static Peers meet(ClusterBackend backend, StateConfig state, ClusterConfig config) {
    Object cluster = state.options().values().getOrDefault("cluster", "gslb");
    Optional<InetSocketAddress> advertise =
        config.advertise().equals(config.bind())
            ? Optional.empty()
            : Optional.of(config.advertise());
    Membership membership =
        JGroupsMembership.join(
            new GossipConfig(
                new NodeId(state.node()),
                cluster.toString(),
                config.bind(),
                advertise,
                config.join(),
                config.gossipKey(),
                SILENCE));
    return new Peers(backend, config, membership);
  }

  /** Asks which nodes vote; until the answer comes, what was known holds. */
  private void count() {
    var unused =
        backend
            .status()
            .whenComplete(
                (status, error) -> {
                  if (error == null) {
                    voters = voters(status);
                  } else {
                    LOG.debug("The cluster's size is not known now", error);
                  }
                });
  }

  /** None where the members are others than these nodes, such as those of an etcd. */
  private static Set<NodeId> voters(ClusterStatus status) {
    Set<NodeId> voting =
        status.members().stream()
            .filter(ClusterStatus.Member::voting)
            .map(ClusterStatus.Member::node)
            .collect(Collectors.toUnmodifiableSet());
    boolean ours = status.members().stream().anyMatch(one -> one.node().equals(status.self()));
    return ours ? voting : Set.of();
  }

  /** What checks health; empty if nothing on the class path does. */
  Optional<HealthMonitorProvider> health(ClassLoader plugins) {
    return Providers.find(HealthMonitorProvider.class, plugins).stream()
        .findFirst()
        .map(local -> new QuorumHealth(local, membership, config.checkers(), () -> voters));
  }

  /** Who is there now. */
  List<Membership.Peer> present() {
    return membership.peers();
  }

  @Override
  public void close() {
    watch.close();
    membership.close();
  }
}
