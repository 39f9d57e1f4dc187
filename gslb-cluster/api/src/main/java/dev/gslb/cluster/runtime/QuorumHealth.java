package dev.gslb.cluster.runtime;

import dev.gslb.cluster.Membership;
import dev.gslb.cluster.NodeId;
import dev.gslb.spi.ControlPort;
import dev.gslb.spi.HealthMonitor;
import dev.gslb.spi.HealthMonitorProvider;
import dev.gslb.zone.EndpointId;
import dev.gslb.zone.HealthCheckConfig;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
  private final Checkers checkers;
  private Set<NodeId> voters = Set.of(); // guarded by this
  private @Nullable VotingMonitor monitor; // guarded by this

  /**
   * Puts votes between checks and servers.
   *
   * @param local runs this node's checks
   * @param membership kept open by the caller for longer than the monitors
   * @param checkers how many nodes check each endpoint; 0 for all
   */
  public QuorumHealth(HealthMonitorProvider local, Membership membership, int checkers) {
    this.local = local;
    this.membership = membership;
    this.checkers = new Checkers(checkers);
  }

  /**
   * Sets which nodes the cluster decides with, of which most must be seen. To be called at each
   * change, by one thread at a time.
   *
   * @param nodes the nodes; none, as at the beginning, if they are not known
   */
  public void voters(Set<NodeId> nodes) {
    VotingMonitor told;
    synchronized (this) {
      voters = Set.copyOf(nodes);
      told = monitor;
    }
    if (told != null) {
      told.voters(Set.copyOf(nodes));
    }
  }

  /**
   * Returns what each node that is there says of an endpoint.
   *
   * @param endpoint which one
   * @return the votes, ordered by node; empty if there are none or nothing is checked
   */
  public List<NodeVote> votes(EndpointId endpoint) {
    VotingMonitor asked;
    synchronized (this) {
      asked = monitor;
    }
    return asked == null ? List.of() : asked.votes(endpoint);
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
  public synchronized HealthMonitor create(ControlPort control) {
    VotingMonitor created =
        VotingMonitor.start(local, membership, checkers, voters, System::nanoTime, control);
    monitor = created;
    return created;
  }
}
