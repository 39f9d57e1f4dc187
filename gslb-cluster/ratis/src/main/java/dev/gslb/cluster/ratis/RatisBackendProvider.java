package dev.gslb.cluster.ratis;

import dev.gslb.cluster.ClusterBackend;
import dev.gslb.cluster.ClusterBackendProvider;
import dev.gslb.cluster.NodeId;
import dev.gslb.zone.Options;
import java.util.List;

/**
 * The kind {@code ratis}: nodes that agree by Raft, with Apache Ratis. Each has a directory of its
 * own; a majority of the voting ones has to run. Options:
 *
 * <ul>
 *   <li>{@code data_dir} (required): the directory, made if it is missing. One process at a time.
 *   <li>{@code cluster} (default {@code gslb}): the name by which nodes know their own cluster.
 *   <li>{@code bind_address} (required), {@code advertise_address} (default: the same): {@code
 *       host:port} to listen on, and for the others.
 *   <li>{@code bootstrap} (default false): form a new cluster of {@code peers}, a list of {@code
 *       node=host:port} with this node among them (default: only this one). Without effect if the
 *       directory holds this cluster already. Never start a node with it again that lost its
 *       directory: it may have voted before. Let it join instead.
 *   <li>{@code join}: list of {@code host:port} of nodes, one of which takes this one in; {@code
 *       listener} (default false): as one that only follows and does not vote. Without effect once
 *       it is a member. It takes the place of a node of the same name, whose directory was lost.
 *   <li>{@code heartbeat_timeout} (default 300 ms), {@code election_timeout} (default 450 ms): a
 *       node stands for election when it has not heard of the leader for a time between the two,
 *       which it may find out as late as after twice that time. The second counts as one and a half
 *       of the first if it is shorter. The leader is confirmed for five sixths of the first at a
 *       time, and a new one waits a little longer than that before it takes over.
 *   <li>{@code snapshot_interval} (default 2 m), {@code snapshot_threshold} (default 8192): a
 *       snapshot is taken, and the log before it dropped, after so much time if there was any
 *       change, and after so many log entries.
 *   <li>{@code tls}: {@code cert}, {@code key}, {@code ca}, files in PEM, of this node and of those
 *       that may connect to it; required unless both addresses are loopback ones.
 * </ul>
 *
 * <p>Every write is forced to the disks of a majority before it is acknowledged. Reads ask a
 * majority whether the leader still leads; they do not rely on clocks. A node whose log cannot be
 * written, such as on a full disk, stops taking part, logs that as an error, and fails all calls
 * with {@link dev.gslb.cluster.StateStoreException.Reason#FAILED} until it is opened again.
 */
public final class RatisBackendProvider implements ClusterBackendProvider {

  /** Makes a provider. */
  public RatisBackendProvider() {}

  @Override
  public String kind() {
    return RatisBackend.KIND;
  }

  @Override
  public void validate(Options options) {
    RatisConfig.read(options);
  }

  @Override
  public ClusterBackend open(NodeId self, Options options) {
    return RatisBackend.open(self, RatisConfig.read(options), List.of());
  }
}
