package dev.gslb.cluster.gossip;

import dev.gslb.cluster.NodeId;
import dev.gslb.zone.Problem;
import dev.gslb.zone.RefusedException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a node finds the others and talks to them.
 *
 * @param self this node's name
 * @param cluster what tells this cluster from others, 1 to 64 characters; nodes of another one are
 *     not seen
 * @param bind where this node listens: an address of this machine, and a port
 * @param advertise where the others reach it, if that is not {@code bind}
 * @param initialHosts where other nodes listen; not all of them need to run, nor be listed
 * @param key 32 random bytes that all nodes share: connections are encrypted, and nobody without
 *     the key gets one. Without a key all addresses must be loopback ones
 * @param failureAfter how long a node may be silent until it is taken for dead, {@link
 *     #MIN_FAILURE} to {@link #MAX_FAILURE}; one whose connection breaks is so at once. The check
 *     that follows takes half a second more
 */
public record GossipConfig(
    NodeId self,
    String cluster,
    InetSocketAddress bind,
    Optional<InetSocketAddress> advertise,
    List<InetSocketAddress> initialHosts,
    Optional<byte[]> key,
    Duration failureAfter) {

  /** The bytes of a key. */
  public static final int KEY_BYTES = 32;

  /** The least of {@code failureAfter}. */
  public static final Duration MIN_FAILURE = Duration.ofSeconds(1);

  /** The most of {@code failureAfter}. */
  public static final Duration MAX_FAILURE = Duration.ofMinutes(1);

  private static final int MAX_CLUSTER = 64;
  private static final Duration DEFAULT_FAILURE = Duration.ofSeconds(2);

  /**
   * Checks everything and copies the list and the key.
   *
   * @throws RefusedException if something is wrong
   */
  public GossipConfig {
    initialHosts = List.copyOf(initialHosts);
    key = key.map(byte[]::clone);
    List<Problem> problems = new ArrayList<>();
    if (cluster.isEmpty() || cluster.length() > MAX_CLUSTER) {
      problems.add(new Problem("cluster", cluster, "1 to " + MAX_CLUSTER + " characters"));
    }
    checkAddress("bind", bind, problems);
    if (!bind.isUnresolved() && bind.getAddress().isAnyLocalAddress()) {
      problems.add(new Problem("bind", bind.toString(), "one address of this machine, not all"));
    }
    advertise.ifPresent(address -> checkAddress("advertise", address, problems));
    for (int i = 0; i < initialHosts.size(); i++) {
      checkAddress("initialHosts[" + i + "]", initialHosts.get(i), problems);
    }
    if (key.isPresent() && key.get().length != KEY_BYTES) {
      problems.add(new Problem("key", key.get().length + " bytes", KEY_BYTES + " bytes"));
    }
    if (key.isEmpty()) {
      checkLoopback("bind", bind, problems);
      advertise.ifPresent(address -> checkLoopback("advertise", address, problems));
      for (int i = 0; i < initialHosts.size(); i++) {
        checkLoopback("initialHosts[" + i + "]", initialHosts.get(i), problems);
      }
    }
    if (failureAfter.compareTo(MIN_FAILURE) < 0 || failureAfter.compareTo(MAX_FAILURE) > 0) {
      String range = MIN_FAILURE.toSeconds() + "s.." + MAX_FAILURE.toSeconds() + "s";
      problems.add(new Problem("failureAfter", failureAfter.toString(), range));
    }
    if (!problems.isEmpty()) {
      throw new RefusedException(problems);
    }
  }

  /**
   * Makes one with the defaults: reached where it listens, and dead after 2 s of silence.
   *
   * @param self this node's name
   * @param cluster what tells this cluster from others
   * @param bind where this node listens
   * @param initialHosts where other nodes listen
   * @param key that all nodes share
   * @return the configuration
   * @throws RefusedException if something is wrong
   */
  public static GossipConfig of(
      NodeId self,
      String cluster,
      InetSocketAddress bind,
      List<InetSocketAddress> initialHosts,
      Optional<byte[]> key) {
    return new GossipConfig(
        self, cluster, bind, Optional.empty(), initialHosts, key, DEFAULT_FAILURE);
  }

  /**
   * Returns the key.
   *
   * @return a copy
   */
  @Override
  public Optional<byte[]> key() {
    return key.map(byte[]::clone);
  }

  /** Without the key. */
  @Override
  public String toString() {
    String security = key.isPresent() ? "with a key" : "without a key";
    return self + " of " + cluster + " at " + bind + " " + security + ", hosts " + initialHosts;
  }

  private static void checkAddress(
      String place, InetSocketAddress address, List<Problem> problems) {
    if (address.isUnresolved()) {
      problems.add(new Problem(place, address.toString(), "a host that is known"));
    }
    if (address.getPort() == 0) {
      problems.add(new Problem(place, address.toString(), "a port, 1..65535"));
    }
  }

  private static void checkLoopback(
      String place, InetSocketAddress address, List<Problem> problems) {
    if (!address.isUnresolved() && !address.getAddress().isLoopbackAddress()) {
      problems.add(
          new Problem(place, address.toString(), "a loopback address, as there is no key"));
    }
  }
}
