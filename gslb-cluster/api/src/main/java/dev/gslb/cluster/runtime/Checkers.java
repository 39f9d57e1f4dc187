package dev.gslb.cluster.runtime;

import dev.gslb.cluster.NodeId;
import dev.gslb.zone.EndpointId;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

/**
 * Which nodes check an endpoint: those with the highest hashes of node and endpoint (rendezvous
 * hashing, Thaler and Ravishankar 1998), so that a node that comes or goes moves its share alone.
 *
 * @param count how many; 0 for all
 */
record Checkers(int count) {
  private static final long FNV_OFFSET = 0xCBF29CE484222325L;
  private static final long FNV_PRIME = 0x100000001B3L;

  /** Whether a node is among the checkers, out of those that are there. */
  boolean include(NodeId node, EndpointId endpoint, Collection<NodeId> present) {
    if (count == 0 || present.size() <= count) {
      return present.contains(node);
    }
    long own = score(node, endpoint);
    int before = 0;
    for (NodeId other : present) {
      int order = Long.compareUnsigned(score(other, endpoint), own);
      before += order > 0 || (order == 0 && other.compareTo(node) < 0) ? 1 : 0;
    }
    return present.contains(node) && before < count;
  }

  /** FNV-1a of both names, mixed, since the names differ in few bits. */
  private static long score(NodeId node, EndpointId endpoint) {
    long hash = fnv(fnv(FNV_OFFSET, node.value()) * FNV_PRIME, endpoint.value());
    hash = (hash ^ (hash >>> 30)) * 0xBF58476D1CE4E5B9L;
    hash = (hash ^ (hash >>> 27)) * 0x94D049BB133111EBL;
    return hash ^ (hash >>> 31);
  }

  private static long fnv(long start, String text) {
    long hash = start;
    for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (octet & 0xFF)) * FNV_PRIME;
    }
    return hash;
  }
}
