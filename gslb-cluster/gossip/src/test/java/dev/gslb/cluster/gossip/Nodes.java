package dev.gslb.cluster.gossip;

import dev.gslb.cluster.Membership.Peer;
import dev.gslb.cluster.NodeId;
import dev.gslb.testkit.LoopbackPorts;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The nodes of one test, on ports of the loopback address. */
final class Nodes implements AutoCloseable {
  private final List<JGroupsMembership> joined = new ArrayList<>();
  private final List<InetSocketAddress> hosts = new ArrayList<>();
  private final Optional<byte[]> key;

  Nodes(int ports, Optional<byte[]> key) {
    this.key = key;
    for (int i = 0; i < ports; i++) {
      hosts.add(freeAddress());
    }
  }

  static Optional<byte[]> key(int octet) {
    byte[] key = new byte[GossipConfig.KEY_BYTES];
    Arrays.fill(key, (byte) octet);
    return Optional.of(key);
  }

  static InetSocketAddress freeAddress() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), LoopbackPorts.take());
  }

  InetSocketAddress host(int index) {
    return hosts.get(index);
  }

  List<InetSocketAddress> hosts() {
    return List.copyOf(hosts);
  }

  JGroupsMembership join(String name, int index) {
    return join(name, index, key);
  }

  JGroupsMembership join(String name, int index, Optional<byte[]> ofKey) {
    JGroupsMembership membership =
        JGroupsMembership.join(
            GossipConfig.of(new NodeId(name), "test", hosts.get(index), hosts, ofKey));
    joined.add(membership);
    return membership;
  }

  /** Joins with one other host known, or with none. */
  JGroupsMembership joinKnowing(String name, int index, int... known) {
    List<InetSocketAddress> others = Arrays.stream(known).mapToObj(hosts::get).toList();
    JGroupsMembership membership =
        JGroupsMembership.join(
            GossipConfig.of(new NodeId(name), "test", hosts.get(index), others, key));
    joined.add(membership);
    return membership;
  }

  /** Waits until each of the nodes sees just them. */
  static void see(JGroupsMembership... nodes) {
    List<NodeId> all = Arrays.stream(nodes).map(JGroupsMembership::self).sorted().toList();
    for (JGroupsMembership node : nodes) {
      eventually(() -> node.peers().stream().map(Peer::node).toList().equals(all));
    }
  }

  static void eventually(Callable<Boolean> condition) {
    Awaitility.await().atMost(60, TimeUnit.SECONDS).until(condition);
  }

  @Override
  public void close() {
    joined.forEach(JGroupsMembership::close);
  }
}
