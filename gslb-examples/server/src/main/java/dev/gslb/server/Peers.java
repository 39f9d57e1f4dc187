package dev.gslb.server;

import dev.gslb.cluster.ClusterBackend;
import dev.gslb.cluster.ClusterStatus;
import dev.gslb.cluster.Membership;
import dev.gslb.cluster.NodeId;
import dev.gslb.cluster.Watch;
import dev.gslb.cluster.gossip.GossipConfig;
import dev.gslb.cluster.gossip.JGroupsMembership;
import dev.gslb.cluster.runtime.NodeVote;
import dev.gslb.cluster.runtime.QuorumHealth;
import dev.gslb.config.ClusterConfig;
import dev.gslb.config.StateConfig;
import dev.gslb.spi.HealthMonitorProvider;
import dev.gslb.spi.Providers;
import dev.gslb.zone.EndpointId;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The other nodes of a cluster, which check health together. Safe for any thread. */
final class Peers implements AutoCloseable {
  /** How long a node may be silent until it is taken for gone. */
  private static final Duration SILENCE = Duration.ofSeconds(2);

  private final NodeId self;
  private final Membership membership;
  private final @Nullable QuorumHealth health;
  private final Watch members;

  private Peers(ClusterBackend backend, ClusterConfig config, Membership membership) {
    this.self = backend.self();
    this.membership = membership;
    this.health =
        Providers.find(HealthMonitorProvider.class, Peers.class.getClassLoader()).stream()
            .findFirst()
            .map(local -> new QuorumHealth(local, membership, config.checkers()))
            .orElse(null);
    this.members = backend.listen(this::count);
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

  /** Nobody votes here where the members are others than these nodes, such as those of an etcd. */
  private void count(List<ClusterStatus.Member> known) {
    boolean ours = known.stream().anyMatch(one -> one.node().equals(self));
    Set<NodeId> voting =
        known.stream()
            .filter(one -> ours && one.voting())
            .map(ClusterStatus.Member::node)
            .collect(Collectors.toUnmodifiableSet());
    if (health != null) {
      health.voters(voting);
    }
  }

  /** What checks health; empty if nothing on the class path does. */
  Optional<HealthMonitorProvider> health() {
    return Optional.ofNullable(health);
  }

  /** What each node that is there says of an endpoint. */
  List<NodeVote> votes(EndpointId endpoint) {
    return health == null ? List.of() : health.votes(endpoint);
  }

  /** Who is there now. */
  List<Membership.Peer> present() {
    return membership.peers();
  }

  @Override
  public void close() {
    members.close();
    membership.close();
  }
}
