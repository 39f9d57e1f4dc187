package dev.gslb.cluster;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Agrees on one leader among the nodes of a cluster.
 *
 * <p>The leader's name is the value of the entry {@link #LEADER}, which the leader itself writes
 * when it takes over. The revision of that entry is the fencing token of its leadership: whoever
 * wants to be sure that only the leader of this token writes adds {@link Leadership#fence} to the
 * conditions of a transaction.
 *
 * <p>Safe for any thread; no method blocks.
 */
public interface LeaderElection {

  /** The entry that names the leader. */
  Key LEADER = new Key("cluster/leader");

  /**
   * Returns who leads, as far as this node knows.
   *
   * @return the latest news, possibly out of date
   */
  Leadership current();

  /**
   * Tells a listener of each change, beginning with the present state. Calls come one at a time and
   * in order, on a thread of the backend, which the listener must not block.
   *
   * @param listener learns of leaders
   * @return to be told no more; no call begins after its {@code close} returned
   */
  Watch listen(LeadershipListener listener);

  /**
   * Asks the other nodes whether this one still leads.
   *
   * @return until when no other node leads, on the scale of {@link System#nanoTime}, reckoned from
   *     before they were asked, and with a margin for clocks of unequal speed; {@link
   *     Long#MAX_VALUE} where there are no others. Exceptionally a {@link StateStoreException} with
   *     {@link StateStoreException.Reason#UNAVAILABLE} if this node does not lead or not enough
   *     others answered
   */
  CompletableFuture<Long> confirm();

  /**
   * Has another node take over. Only the leader can do that; it stops acting as the leader before
   * another one begins.
   *
   * @param to the new leader; empty for any
   * @return completes when another node leads, or exceptionally with a {@link StateStoreException}:
   *     {@link StateStoreException.Reason#UNAVAILABLE} if this node does not lead or the other one
   *     did not take over, and then somebody, possibly this node, leads on
   */
  CompletableFuture<Leadership> transfer(Optional<NodeId> to);

  /** Learns who leads. */
  interface LeadershipListener {
    /**
     * Reports a change.
     *
     * @param leadership who leads now
     */
    void changed(Leadership leadership);
  }
}
