package dev.gslb.cluster;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What keeps the state of one node's cluster: its store, its election, and the nodes behind them. A
 * server that stands alone has one too, whose only node always leads.
 *
 * <p>Safe for any thread; no method blocks but {@link #close}.
 */
public interface ClusterBackend extends AutoCloseable {

  /**
   * Returns this node's name.
   *
   * @return the name
   */
  NodeId self();

  /**
   * Returns the store, which lives as long as the backend. Closing it is the backend's business.
   *
   * @return the store
   */
  StateStore store();

  /**
   * Returns the election.
   *
   * @return the election
   */
  LeaderElection election();

  /**
   * Describes the cluster as this node sees it.
   *
   * @return the description; it may be asked of other nodes
   */
  CompletableFuture<ClusterStatus> status();

  /**
   * Tells how the store does, from what became of the calls so far. The last known state goes on
   * being served in any case.
   *
   * @return the latest news
   */
  StoreHealth health();

  /**
   * Tells a listener of the members, and of each change of them. Calls come one at a time, the
   * first one possibly before this returns, and the others on a thread of the backend, which the
   * listener must not block.
   *
   * @param listener learns of members
   * @return to be told no more
   */
  Watch listen(MemberListener listener);

  /**
   * Takes a node into the cluster, or changes its address or kind. Any node may be asked.
   *
   * @param member the node
   * @return completes when it is a member, or exceptionally with a {@link StateStoreException}:
   *     {@link StateStoreException.Reason#UNSUPPORTED} where others look after the members
   */
  CompletableFuture<Void> add(ClusterStatus.Member member);

  /**
   * Takes a node out of the cluster, whether or not it runs. Any node may be asked.
   *
   * @param node the node
   * @return as {@link #add}
   */
  CompletableFuture<Void> remove(NodeId node);

  /** Leaves the cluster without giving up membership, and frees everything. */
  @Override
  void close();

  /** Learns who belongs to the cluster. */
  interface MemberListener {
    /**
     * Reports a change.
     *
     * @param members all nodes that the backend knows, as {@link ClusterStatus#members}
     */
    void changed(List<ClusterStatus.Member> members);
  }
}
