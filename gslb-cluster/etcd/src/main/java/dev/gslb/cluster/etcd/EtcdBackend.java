package dev.gslb.cluster.etcd;

import dev.gslb.cluster.ClusterBackend;
import dev.gslb.cluster.ClusterStatus;
import dev.gslb.cluster.ClusterStatus.Member;
import dev.gslb.cluster.Entry;
import dev.gslb.cluster.LeaderElection;
import dev.gslb.cluster.NodeId;
import dev.gslb.cluster.StateStore;
import dev.gslb.cluster.StateStoreException;
import dev.gslb.cluster.StateStoreException.Reason;
import dev.gslb.cluster.StoreHealth;
import dev.gslb.cluster.Watch;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A node of a cluster that keeps its state in an etcd which others run, made by {@link
 * EtcdBackendProvider}. Without etcd nothing is lost but new calls: they fail as {@link
 * Reason#UNAVAILABLE}, or as {@link Reason#UNKNOWN_OUTCOME} if etcd may have heard of them, watches
 * go on when it is back, and a leader stops leading when its lease is over.
 *
 * <p>Safe for any thread.
 */
public final class EtcdBackend implements ClusterBackend {
  private final NodeId self;
  private final EtcdSettings settings;
  private final EtcdConnection connection;
  private final EtcdStore store;
  private final EtcdElection election;

  private EtcdBackend(NodeId self, EtcdSettings settings, EtcdConnection connection) {
    this.self = self;
    this.settings = settings;
    this.connection = connection;
    EtcdKeys keys = new EtcdKeys(settings.prefix());
    store = new EtcdStore(connection, keys);
    election = new EtcdElection(self, settings.lease(), connection, keys);
  }

  static EtcdBackend open(NodeId self, EtcdSettings settings) {
    EtcdBackend backend = new EtcdBackend(self, settings, EtcdConnection.open(settings));
    backend.election.start();
    return backend;
  }

  @Override
  public NodeId self() {
    return self;
  }

  @Override
  public StateStore store() {
    return store;
  }

  @Override
  public LeaderElection election() {
    return election;
  }

  /**
   * Returns whether etcd answered the last call. The election makes several a second while this
   * node leads.
   *
   * @return whether it did
   */
  boolean reachable() {
    return connection.calls().reachability().reachable();
  }

  /**
   * Returns the time since etcd last answered.
   *
   * @return in nanoseconds, not negative; before the first answer, the time since this backend was
   *     opened
   */
  long silentNanos() {
    return connection.calls().reachability().silentNanos();
  }

  /**
   * Describes what this node knows. The members are the servers of etcd that it was told of, {@code
   * etcd-1} and so on; the other nodes are not known. The term is the revision that the present
   * leader began with. While etcd cannot be asked, the latest known values are told.
   */
  @Override
  public CompletableFuture<ClusterStatus> status() {
    return store
        .get(LeaderElection.LEADER)
        .handle(
            (lookup, error) ->
                error == null
                    ? describe(lookup.entry().flatMap(LeaderEntries::name), lookup.entry())
                    : describe(election.current().leader(), Optional.empty()));
  }

  @Override
  public StoreHealth health() {
    if (reachable()) {
      return StoreHealth.GOOD;
    }
    Instant last = Instant.now().minusNanos(silentNanos());
    return new StoreHealth(false, "no answer since " + last.truncatedTo(ChronoUnit.SECONDS));
  }

  /** The servers of etcd that this node was told of do not change. */
  @Override
  public Watch listen(MemberListener listener) {
    listener.changed(members());
    return () -> {};
  }

  private List<Member> members() {
    List<Member> members = new ArrayList<>();
    for (EtcdSettings.Endpoint endpoint : settings.endpoints()) {
      NodeId name = new NodeId("etcd-" + (members.size() + 1));
      members.add(new Member(name, endpoint.authority(), true));
    }
    return members;
  }

  private ClusterStatus describe(Optional<NodeId> leader, Optional<Entry> entry) {
    return new ClusterStatus(
        "etcd",
        Long.toUnsignedString(store.clusterId(), 16) + settings.prefix(),
        self,
        leader,
        entry.map(Entry::revision).orElseGet(election::term),
        store.lastRevision(),
        members());
  }

  @Override
  public CompletableFuture<Void> add(Member member) {
    return unsupported();
  }

  @Override
  public CompletableFuture<Void> remove(NodeId node) {
    return unsupported();
  }

  private static CompletableFuture<Void> unsupported() {
    return CompletableFuture.failedFuture(
        new StateStoreException(
            Reason.UNSUPPORTED,
            "with etcd a node is of the cluster while it runs (expected: etcdctl member, for"
                + " servers of etcd)",
            null));
  }

  /**
   * Gives the leadership up if this node has it, and frees everything. Blocks for as long as calls
   * that have begun need, at most two timeouts; not to be called by a listener.
   */
  @Override
  public void close() {
    election.close();
    store.close();
    connection.close();
  }
}
