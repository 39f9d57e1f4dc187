package dev.gslb.config;

import dev.gslb.spi.NotServing;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How nodes that share a state work together.
 *
 * @param answer who answers queries
 * @param notServing what becomes of queries at the others
 * @param servingDeadline with {@link Answer#ALL}, how long a node answers without having heard from
 *     the cluster
 * @param bind where this node talks to the others
 * @param advertise where the others reach it; its port is not 0
 * @param join where other nodes talk
 * @param gossip how nodes talk to each other
 * @param checkers how many nodes check each endpoint; 0 for all
 * @param anycast the address that is taken while the server runs
 */
public record ClusterConfig(
    Answer answer,
    NotServing notServing,
    Duration servingDeadline,
    InetSocketAddress bind,
    InetSocketAddress advertise,
    List<InetSocketAddress> join,
    Gossip gossip,
    int checkers,
    Optional<AnycastConfig> anycast) {
  /** Who answers queries. */
  public enum Answer {
    /** The leader. */
    LEADER,
    /** Every node that is in step with the cluster. */
    ALL
  }

  /** Copies the list. */
  public ClusterConfig {
    join = List.copyOf(join);
  }

  /**
   * How nodes talk to each other.
   *
   * @param key 32 octets that encrypt what they say; required off this host
   * @param failureTimeout how long a node may be silent until it is taken for dead
   */
  public record Gossip(Optional<byte[]> key, Duration failureTimeout) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Gossip that
          && Arrays.equals(key.orElse(null), that.key.orElse(null))
          && failureTimeout.equals(that.failureTimeout);
    }

    @Override
    public int hashCode() {
      return failureTimeout.hashCode();
    }

    @Override
    public String toString() {
      String secret = key.isPresent() ? "set" : "none";
      return "Gossip[key=" + secret + ", failureTimeout=" + failureTimeout + "]";
    }
  }
}
