package dev.gslb.cluster.gossip;

import static dev.gslb.cluster.gossip.Nodes.eventually;
import static dev.gslb.cluster.gossip.Nodes.see;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.cluster.CutProxy;
import dev.gslb.cluster.Membership.Peer;
import dev.gslb.cluster.NodeId;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Two nodes that reach each other through taps, which lose everything for a while. */
class GossipPartitionTest {

  @Test
  void partition_silent_isNoticedAndHeals() throws Exception {
    InetSocketAddress bindA = Nodes.freeAddress();
    InetSocketAddress bindB = Nodes.freeAddress();
    try (CutProxy toA = new CutProxy(bindA.getPort());
        CutProxy toB = new CutProxy(bindB.getPort());
        JGroupsMembership a = join("a", bindA, toA, toB);
        JGroupsMembership b = join("b", bindB, toB, toA)) {
      see(a, b);

      toA.mode(CutProxy.Mode.SILENT);
      toB.mode(CutProxy.Mode.SILENT);
      see(a);
      see(b);
      a.announce(Map.of("k", "changed meanwhile"));

      toA.mode(CutProxy.Mode.OPEN);
      toB.mode(CutProxy.Mode.OPEN);
      see(a, b);
      Peer changed = new Peer(a.self(), Map.of("k", "changed meanwhile"));
      eventually(() -> b.peers().contains(changed));
      CompletableFuture<String> got = new CompletableFuture<>();
      a.receive(
          "t",
          (from, message) -> {
            got.complete(from + " " + new String(message, StandardCharsets.UTF_8));
            return Optional.empty();
          });
      eventually(
          () -> {
            b.broadcast("t", "again".getBytes(StandardCharsets.UTF_8));
            return got.isDone();
          });
      assertThat(got).isCompletedWithValue("b again");
    }
  }

  private static JGroupsMembership join(
      String name, InetSocketAddress bind, CutProxy own, CutProxy other) {
    return JGroupsMembership.join(
        new GossipConfig(
            new NodeId(name),
            "test",
            bind,
            Optional.of(own.address()),
            List.of(own.address(), other.address()),
            Nodes.key(1),
            GossipConfig.MIN_FAILURE));
  }
}
