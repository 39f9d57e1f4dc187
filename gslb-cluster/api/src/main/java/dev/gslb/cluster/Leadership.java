package dev.gslb.cluster;

import java.util.Optional;

/**
 * Who leads a cluster.
 *
 * @param leader the leader; empty while there is none, or none is known
 * @param self whether this node is the leader and has taken over
 * @param fencingToken of this leadership if {@code self}, and else 0; later leaderships have
 *     greater ones
 */
public record Leadership(Optional<NodeId> leader, boolean self, long fencingToken) {

  /** Nobody is known to lead. */
  public static final Leadership NONE = new Leadership(Optional.empty(), false, 0);

  /** Checks that a leader has a token. */
  public Leadership {
    if (self != (fencingToken > 0) || (self && leader.isEmpty())) {
      throw new IllegalArgumentException(
          "leader " + leader + ", self " + self + ", token " + fencingToken);
    }
  }

  /**
   * Returns what holds as long as this node's leadership is the current one.
   *
   * @return a condition for transactions
   * @throws IllegalStateException if this node does not lead
   */
  public Condition fence() {
    if (!self) {
      throw new IllegalStateException("this node does not lead");
    }
    return new Condition(LeaderElection.LEADER, fencingToken);
  }
}
