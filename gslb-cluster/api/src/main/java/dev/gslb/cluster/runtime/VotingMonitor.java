package dev.gslb.cluster.runtime;

import dev.gslb.cluster.Membership;
import dev.gslb.cluster.NodeId;
import dev.gslb.cluster.Watch;
import dev.gslb.spi.Command;
import dev.gslb.spi.Command.Observe;
import dev.gslb.spi.ControlPort;
import dev.gslb.spi.HealthMonitor;
import dev.gslb.spi.HealthMonitorProvider;
import dev.gslb.spi.Verdict;
import dev.gslb.zone.EndpointId;
import dev.gslb.zone.HealthCheckConfig;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands between a node's checks and its server. Safe for any thread; the lock is held for a few
 * steps at a time, and messages and commands are handed over without waiting.
 */
final class VotingMonitor implements HealthMonitor, ControlPort {
  static final String TOPIC = "health";

  private static final Logger LOG = LoggerFactory.getLogger(VotingMonitor.class);

  private final Membership membership;
  private final Checkers checkers;
  private final ControlPort control;
  private final HealthMonitor local;
  private final Votes votes; // guarded by this
  private final Map<EndpointId, Verdict> told = new HashMap<>(); // guarded by this
  private Map<EndpointId, HealthCheckConfig> checks = Map.of(); // guarded by this
  private Set<NodeId> present = Set.of(); // guarded by this
  private Set<NodeId> voters; // guarded by this
  private boolean frozen; // guarded by this
  private boolean closed; // guarded by this
  private @Nullable Watch watch; // guarded by this

  private VotingMonitor(
      HealthMonitorProvider provider,
      Membership membership,
      Checkers checkers,
      Set<NodeId> voters,
      LongSupplier nanoTime,
      ControlPort control) {
    this.membership = membership;
    this.checkers = checkers;
    this.voters = voters;
    this.votes = new Votes(nanoTime);
    this.control = control;
    this.local = provider.create(this);
  }

  static VotingMonitor start(
      HealthMonitorProvider provider,
      Membership membership,
      Checkers checkers,
      Set<NodeId> voters,
      LongSupplier nanoTime,
      ControlPort control) {
    VotingMonitor monitor =
        new VotingMonitor(provider, membership, checkers, voters, nanoTime, control);
    membership.receive(
        TOPIC,
        (from, message) -> {
          monitor.received(from, VoteMessage.decode(message));
          return Optional.empty();
        });
    Watch watch = membership.listen(monitor::peers);
    synchronized (monitor) {
      monitor.watch = watch;
    }
    membership.broadcast(TOPIC, VoteMessage.ask());
    return monitor;
  }

  @Override
  public synchronized void watch(Map<EndpointId, HealthCheckConfig> wanted) {
    checks = Map.copyOf(wanted);
    told.keySet().retainAll(checks.keySet());
    assign();
    decide(votes.endpoints());
  }

  @Override
  public HealthMonitor running() {
    return local;
  }

  /** Has this node check its share, and withdraws its votes on the rest. */
  private void assign() {
    if (closed) {
      return;
    }
    NodeId self = membership.self();
    Map<EndpointId, HealthCheckConfig> own = new HashMap<>();
    checks.forEach(
        (id, config) -> {
          if (checkers.include(self, id, present)) {
            own.put(id, config);
          }
        });
    Map<EndpointId, Verdict> withdrawn = new HashMap<>();
    for (EndpointId id : votes.of(self).keySet()) {
      if (!own.containsKey(id)) {
        votes.cast(self, id, Verdict.UNKNOWN);
        withdrawn.put(id, Verdict.UNKNOWN);
      }
    }
    broadcast(withdrawn);
    decide(withdrawn.keySet());
    local.watch(own);
  }

  /** This node's checks report here. */
  @Override
  public CompletableFuture<Long> submit(Command command) {
    if (!(command instanceof Observe seen)) {
      return control.submit(command);
    }
    synchronized (this) {
      if (!checks.containsKey(seen.endpoint())
          || !checkers.include(membership.self(), seen.endpoint(), present)) {
        return CompletableFuture.completedFuture(0L);
      }
      if (votes.cast(membership.self(), seen.endpoint(), seen.verdict())) {
        broadcast(Map.of(seen.endpoint(), seen.verdict()));
      }
      return tell(seen);
    }
  }

  /** Passes on what this node saw, with the verdict that the nodes hold together. */
  private CompletableFuture<Long> tell(Observe seen) {
    Verdict verdict = held(seen.endpoint());
    if (verdict == Verdict.UNKNOWN) {
      return CompletableFuture.completedFuture(0L);
    }
    told.put(seen.endpoint(), verdict);
    String detail = verdict == seen.verdict() ? seen.detail() : "this node alone: " + seen.detail();
    return control.submit(
        new Observe(
            seen.endpoint(),
            verdict,
            verdict == Verdict.UP ? seen.rttMicros() : -1,
            source(seen.endpoint()),
            detail));
  }

  private synchronized void received(NodeId from, Map<EndpointId, Verdict> cast) {
    if (closed) {
      return;
    }
    if (cast.isEmpty()) {
      broadcast(votes.of(membership.self()));
      return;
    }
    // A node's first votes may come before the news of the node; they count from then on.
    Set<EndpointId> changed = new TreeSet<>();
    cast.forEach(
        (id, verdict) -> {
          if (votes.cast(from, id, verdict)) {
            changed.add(id);
          }
        });
    decide(changed);
  }

  private synchronized void peers(List<Membership.Peer> peers) {
    Set<NodeId> now = new TreeSet<>();
    peers.forEach(peer -> now.add(peer.node()));
    boolean grew = !present.containsAll(now);
    present = now;
    freeze();
    Set<EndpointId> changed = votes.keep(now);
    assign();
    decide(frozen ? changed : votes.endpoints());
    if (grew) {
      exchange();
    }
  }

  /** Whoever was not there, or not listening yet, has missed votes. */
  private void exchange() {
    broadcast(votes.of(membership.self()));
    membership.broadcast(TOPIC, VoteMessage.ask());
  }

  /** Sets whom the cluster decides with, which may change without a change of who is there. */
  synchronized void voters(Set<NodeId> all) {
    voters = all;
    boolean was = frozen;
    freeze();
    if (was && !frozen) {
      decide(votes.endpoints());
    }
  }

  private void freeze() {
    long seen = voters.stream().filter(present::contains).count();
    boolean alone = !voters.isEmpty() && 2 * seen <= voters.size();
    if (alone && !frozen) {
      LOG.warn("This node sees {} of {} nodes: verdicts stay as they are", seen, voters.size());
    } else if (!alone && frozen) {
      LOG.info("This node sees a majority again: verdicts follow the checks");
    }
    frozen = alone;
  }

  /** Tells the server of verdicts that changed without this node having looked. */
  private void decide(Collection<EndpointId> changed) {
    for (EndpointId id : changed) {
      Verdict verdict = held(id);
      if (checks.containsKey(id)
          && verdict != Verdict.UNKNOWN
          && told.put(id, verdict) != verdict) {
        var unused = control.submit(new Observe(id, verdict, -1, source(id), "votes of the nodes"));
      }
    }
  }

  /** What the nodes hold together; what was told before where they are at odds. */
  private Verdict held(EndpointId id) {
    Verdict before = told.getOrDefault(id, Verdict.UNKNOWN);
    return frozen && before != Verdict.UNKNOWN
        ? before
        : votes.majority(id, present).orElse(before);
  }

  /** What each node that is there says of an endpoint. */
  synchronized List<NodeVote> votes(EndpointId id) {
    return votes.of(id, present);
  }

  private String source(EndpointId id) {
    Votes.Tally tally = votes.tally(id, present);
    return "checks: " + tally.up() + " of " + tally.all() + " nodes say up";
  }

  private void broadcast(Map<EndpointId, Verdict> cast) {
    VoteMessage.encode(cast).forEach(message -> membership.broadcast(TOPIC, message));
  }

  @Override
  public void close() {
    Watch open;
    synchronized (this) {
      closed = true;
      open = watch;
    }
    if (open != null) {
      open.close();
    }
    local.close();
  }
}
