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
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The other nodes of a cluster, which check health together. Safe for any thread. */
final class Peers implements AutoCloseable {
  private static final int MOST_PORT = 0xFFFF;

  private final NodeId self;
  private final JGroupsMembership membership;
  private final InetSocketAddress advertised;
  private final @Nullable QuorumHealth health;
  private final Watch members;

  private Peers(ClusterBackend backend, ClusterConfig config, JGroupsMembership membership) {
    this.self = backend.self();
    this.membership = membership;
    this.advertised = config.advertise();
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
    JGroupsMembership membership =
        JGroupsMembership.join(
            new GossipConfig(
                new NodeId(state.node()),
                cluster.toString(),
                config.bind(),
                advertise,
                config.join(),
                config.gossip().key(),
                config.gossip().failureTimeout()));
    return new Peers(backend, config, membership);
  }

  /** Members are of no use here where they are others than these nodes, as those of an etcd are. */
  private void count(List<ClusterStatus.Member> known) {
    Optional<ClusterStatus.Member> own =
        known.stream().filter(one -> one.node().equals(self)).findFirst();
    if (health != null) {
      health.voters(
          known.stream()
              .filter(one -> own.isPresent() && one.voting())
              .map(ClusterStatus.Member::node)
              .collect(Collectors.toUnmodifiableSet()));
    }
    own.ifPresent(member -> membership.seek(gossip(known, member)));
  }

  /** Where the members gossip: as many ports below what they gave the backend as this node does. */
  private List<InetSocketAddress> gossip(
      List<ClusterStatus.Member> known, ClusterStatus.Member own) {
    InetSocketAddress here = SocketAddresses.literal(own.address());
    if (here == null) {
      return List.of();
    }
    int above = here.getPort() - advertised.getPort();
    return known.stream()
        .map(member -> SocketAddresses.literal(member.address()))
        .filter(Objects::nonNull)
        .filter(raft -> raft.getPort() > above && raft.getPort() - above <= MOST_PORT)
        .map(raft -> new InetSocketAddress(raft.getAddress(), raft.getPort() - above))
        .toList();
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
