package dev.gslb.benchmarks.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/** How soon does an override, set through any node, change the answers of all? */
final class OverrideSpread {
  private static final long MILLI = 1_000_000L;
  private static final int FIRST = 1;
  private static final int SECOND = 2;

  private OverrideSpread() {}

  /** Sets and clears an override so many times, each time through the next node. */
  static boolean measure(Path launcher, int runs) throws IOException {
    Runs acknowledged = new Runs();
    Runs spread = new Runs();
    try (ThreeNodes cluster = ThreeNodes.start(launcher, "all");
        DnsProbe probe = new DnsProbe(cluster.nodes().stream().map(ClusterNode::dns).toList())) {
      awaitEverywhere(cluster, probe, FIRST, System.nanoTime());
      for (int run = 0; run < runs; run++) {
        ClusterNode node = cluster.nodes().get(run % cluster.nodes().size());
        boolean set = run % 2 == 0;
        long began = System.nanoTime();
        boolean done =
            (set
                    ? node.send("PUT", "overrides/here/192.0.2.1", "{\"enabled\":false}")
                    : node.send("DELETE", "overrides/here/192.0.2.1", null))
                .isPresent();
        if (!done) {
          throw new IOException("node " + node.name() + " refused an override");
        }
        acknowledged.add(System.nanoTime() - began);
        spread.add(awaitEverywhere(cluster, probe, set ? SECOND : FIRST, began) - began);
        LockSupport.parkNanos(100 * MILLI);
      }
      for (ClusterNode node : cluster.nodes()) {
        if (node.send("PUT", "overrides/here/192.0.2.1", "{\"enabled\":false}").isEmpty()) {
          throw new IOException("node " + node.name() + " refused an override");
        }
      }
      for (ClusterNode node : cluster.nodes()) {
        node.signal("KILL");
      }
      for (ClusterNode node : cluster.nodes()) {
        node.start();
      }
      cluster.awaitWhole();
      awaitEverywhere(cluster, probe, SECOND, System.nanoTime());
    }
    System.out.printf("override acknowledged: %s%n", acknowledged);
    System.out.printf("override seen in the answers of all nodes: %s%n", spread);
    System.out.println("after the loss of all nodes and their restart it holds");
    return spread.within(500 * MILLI) == runs;
  }

  /** Returns when the last node first answered so. */
  private static long awaitEverywhere(ThreeNodes cluster, DnsProbe probe, int octet, long since)
      throws IOException {
    long last = since;
    for (int i = 0; i < cluster.nodes().size(); i++) {
      int node = i;
      cluster.await("answer " + octet, () -> first(probe, node, octet, since) != 0);
      last = Math.max(last, first(probe, node, octet, since));
    }
    return last;
  }

  private static long first(DnsProbe probe, int node, int octet, long since) {
    return probe.between(node, since, Long.MAX_VALUE / 2 + since).stream()
        .filter(one -> one.isAnswered() && one.lastOctet() == octet)
        .mapToLong(DnsProbe.Asked::answeredNanos)
        .min()
        .orElse(0);
  }
}
