package dev.gslb.cluster.runtime;

import dev.gslb.cluster.NodeId;
import dev.gslb.spi.Verdict;
import dev.gslb.zone.EndpointId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What each node says of each endpoint. Confined to one thread at a time. */
final class Votes {
  private final Map<EndpointId, Map<NodeId, Verdict>> byEndpoint = new HashMap<>();

  /** Notes a vote; {@link Verdict#UNKNOWN} withdraws it. Returns whether anything changed. */
  boolean cast(NodeId node, EndpointId endpoint, Verdict verdict) {
    if (verdict == Verdict.UNKNOWN) {
      Map<NodeId, Verdict> votes = byEndpoint.get(endpoint);
      if (votes == null || votes.remove(node) == null) {
        return false;
      }
      if (votes.isEmpty()) {
        byEndpoint.remove(endpoint);
      }
      return true;
    }
    return byEndpoint.computeIfAbsent(endpoint, id -> new TreeMap<>()).put(node, verdict)
        != verdict;
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
        up += vote.getValue() == Verdict.UP ? 1 : 0;
        down += vote.getValue() == Verdict.DOWN ? 1 : 0;
      }
    }
    return new Tally(up, down);
  }

  /** The votes of one node. */
  Map<EndpointId, Verdict> of(NodeId node) {
    Map<EndpointId, Verdict> own = new HashMap<>();
    byEndpoint.forEach(
        (endpoint, votes) -> {
          Verdict verdict = votes.get(node);
          if (verdict != null) {
            own.put(endpoint, verdict);
          }
        });
    return own;
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
