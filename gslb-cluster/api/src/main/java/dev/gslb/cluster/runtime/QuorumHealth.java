package dev.gslb.cluster.runtime;

import dev.gslb.cluster.Membership;
import dev.gslb.cluster.NodeId;
import dev.gslb.spi.ControlPort;
import dev.gslb.spi.HealthMonitor;
import dev.gslb.spi.HealthMonitorProvider;
import dev.gslb.zone.HealthCheckConfig;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Health checks of a cluster: each endpoint is checked by all nodes or by some, and what the server
 * is told is what more than half of those say. Where they are at odds by halves, what was held
 * before holds on.
 *
 * <p>A node that leaves takes its votes along, and others check what it checked. A node that sees
 * no majority of the cluster changes no verdict: what looks like the failure of everything may be
 * its own.
 */
public final class QuorumHealth implements HealthMonitorProvider {
  private final HealthMonitorProvider local;
  private final Membership membership;
  private final int checkers;
  private final Supplier<Set<NodeId>> voters;

  /**
   * Puts votes between checks and servers.
   *
   * @param local runs this node's checks
   * @param membership kept open by the caller for longer than the monitors
   * @param checkers how many nodes check each endpoint; 0 for all
   * @param voters the nodes that the cluster decides with, of which most must be seen; empty if
   *     they are not known. Called often, by any thread
   */
  public QuorumHealth(
      HealthMonitorProvider local,
      Membership membership,
      int checkers,
      Supplier<Set<NodeId>> voters) {
    this.local = local;
    this.membership = membership;
    this.checkers = checkers;
    this.voters = voters;
  }

  @Override
  public void validate(HealthCheckConfig config) {
    local.validate(config);
  }

  /**
   * Builds a monitor; a membership serves one at a time.
   *
   * @param control receives what the nodes agree on
   * @return a monitor that belongs to the caller
   */
  @Override
  public HealthMonitor create(ControlPort control) {
    return VotingMonitor.start(local, membership, new Checkers(checkers), voters, control);
  }
}
