package dev.gslb.cluster;

import java.util.List;
import java.util.Optional;

/**
 * What is known of a cluster.
 *
 * @param backend the kind of backend, such as {@code ratis}
 * @param cluster what tells this cluster from others
 * @param self the node that was asked
 * @param leader who leads, if it is known
 * @param term counts the leaders so far, in the backend's own way
 * @param revision of the store, as far as this node has applied it
 * @param members all nodes that the backend knows
 */
public record ClusterStatus(
    String backend,
    String cluster,
    NodeId self,
    Optional<NodeId> leader,
    long term,
    long revision,
    List<Member> members) {

  /** Copies the members. */
  public ClusterStatus {
    members = List.copyOf(members);
  }

  /**
   * A node of a cluster.
   *
   * @param node its name
   * @param address where the others reach it, {@code host:port}; empty if there are no others
   * @param voting whether it takes part in decisions; the others only follow
   */
  public record Member(NodeId node, String address, boolean voting) {}
}
