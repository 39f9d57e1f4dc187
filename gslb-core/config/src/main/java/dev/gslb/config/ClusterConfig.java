package dev.gslb.config;

import dev.gslb.spi.NotServing;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
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
 * @param gossipKey 32 octets that encrypt what nodes tell each other; required off this host
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
    Optional<byte[]> gossipKey,
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

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ClusterConfig that
        && answer == that.answer
        && notServing == that.notServing
        && servingDeadline.equals(that.servingDeadline)
        && bind.equals(that.bind)
        && advertise.equals(that.advertise)
        && join.equals(that.join)
        && Arrays.equals(gossipKey.orElse(null), that.gossipKey.orElse(null))
        && checkers == that.checkers
        && anycast.equals(that.anycast);
  }

  @Override
  public int hashCode() {
    return Objects.hash(answer, bind, join);
  }

  @Override
  public String toString() {
    return "ClusterConfig[answer="
        + answer
        + ", bind="
        + bind
        + ", join="
        + join
        + ", gossipKey="
        + (gossipKey.isPresent() ? "set" : "none")
        + "]";
  }
}
