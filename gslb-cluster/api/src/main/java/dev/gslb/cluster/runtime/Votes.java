package dev.gslb.cluster.runtime;

import dev.gslb.cluster.NodeId;
import dev.gslb.spi.Verdict;
import dev.gslb.zone.EndpointId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** What each node says of each endpoint. Confined to one thread at a time. */
final class Votes {
  private final LongSupplier nanoTime;
  private final Map<EndpointId, Map<NodeId, Vote>> byEndpoint = new HashMap<>();

  private record Vote(Verdict verdict, long sinceNanos) {}

  Votes(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Notes a vote; {@link Verdict#UNKNOWN} withdraws it. Returns whether anything changed. */
  boolean cast(NodeId node, EndpointId endpoint, Verdict verdict) {
    if (verdict == Verdict.UNKNOWN) {
      Map<NodeId, Vote> votes = byEndpoint.get(endpoint);
      if (votes == null || votes.remove(node) == null) {
        return false;
      }
      if (votes.isEmpty()) {
        byEndpoint.remove(endpoint);
      }
      return true;
    }
    Map<NodeId, Vote> votes = byEndpoint.computeIfAbsent(endpoint, id -> new TreeMap<>());
    Vote before = votes.get(node);
    if (before != null && before.verdict == verdict) {
      return false;
    }
    votes.put(node, new Vote(verdict, nanoTime.getAsLong()));
    return true;
  }

  /** Forgets the votes of nodes that are not there. Returns of which endpoints. */
  Set<EndpointId> keep(Collection<NodeId> present) {
    Set<EndpointId> changed = new HashSet<>();
    byEndpoint
        .entrySet()
        .removeIf(
            entry -> {
              if (entry.getValue().keySet().retainAll(present)) {
                changed.add(entry.getKey());
              }
              return entry.getValue().isEmpty();
            });
    return changed;
  }

  /** What more than half of the nodes that are there say; empty if no side has that many. */
  Optional<Verdict> majority(EndpointId endpoint, Collection<NodeId> present) {
    Tally tally = tally(endpoint, present);
    if (2 * tally.up() > tally.all()) {
      return Optional.of(Verdict.UP);
    }
    return 2 * tally.down() > tally.all() ? Optional.of(Verdict.DOWN) : Optional.empty();
  }

  Tally tally(EndpointId endpoint, Collection<NodeId> present) {
    int up = 0;
    int down = 0;
    for (var vote : byEndpoint.getOrDefault(endpoint, Map.of()).entrySet()) {
      if (present.contains(vote.getKey())) {
        up += vote.getValue().verdict == Verdict.UP ? 1 : 0;
        down += vote.getValue().verdict == Verdict.DOWN ? 1 : 0;
      }
    }
    return new Tally(up, down);
  }

  /** The votes of one node. */
  Map<EndpointId, Verdict> of(NodeId node) {
    Map<EndpointId, Verdict> own = new HashMap<>();
    byEndpoint.forEach(
        (endpoint, votes) -> {
          Vote vote = votes.get(node);
          if (vote != null) {
            own.put(endpoint, vote.verdict);
          }
        });
    return own;
  }

  /** What the nodes that are there say of one endpoint, ordered by node. */
  List<NodeVote> of(EndpointId endpoint, Collection<NodeId> present) {
    long now = nanoTime.getAsLong();
    List<NodeVote> all = new ArrayList<>();
    byEndpoint
        .getOrDefault(endpoint, Map.of())
        .forEach(
            (node, vote) -> {
              if (present.contains(node)) {
                Duration age = Duration.ofNanos(now - vote.sinceNanos);
                all.add(new NodeVote(node, vote.verdict, age));
              }
            });
    return all;
  }

  Set<EndpointId> endpoints() {
    return Set.copyOf(byEndpoint.keySet());
  }

  /** How many say what. */
  record Tally(int up, int down) {
    int all() {
      return up + down;
    }
  }
}
