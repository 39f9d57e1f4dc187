package dev.gslb.benchmarks.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** How long do clients go without an answer when the leader is killed, or how many are lost? */
final class Failover {
  private static final long SECOND = 1_000_000_000L;
  private static final long GOAL = 2 * SECOND;

  private Failover() {}

  /** Kills the leader so many times. Returns whether 95 of 100 came back in time. */
  static boolean leader(Path launcher, int runs) throws IOException {
    Runs resumed = new Runs();
    Random random = new Random(1);
    try (ThreeNodes cluster = ThreeNodes.start(launcher, "leader");
        DnsProbe probe = new DnsProbe(cluster.nodes().stream().map(ClusterNode::dns).toList())) {
      for (int run = 0; run < runs; run++) {
        ClusterNode leader = serving(cluster, probe);
        LockSupport.parkNanos(random.nextLong(SECOND));
        long killed = System.nanoTime();
        leader.signal("KILL");
        int index = cluster.nodes().indexOf(leader);
        cluster.await("answer of another node", () -> probe.firstAnswerAfter(index, killed) != 0);
        resumed.add(probe.firstAnswerAfter(index, killed) - killed);
        leader.start();
        cluster.awaitWhole();
      }
    }
    long inTime = resumed.within(GOAL);
    System.out.printf(
        "kill -9 of the leader, answers resume: %s; %d within 2 s%n", resumed, inTime);
    return inTime * 100 >= 95L * runs;
  }

  /** The leader, once it answers. */
  private static ClusterNode serving(ThreeNodes cluster, DnsProbe probe) throws IOException {
    ClusterNode leader = cluster.leader();
    int index = cluster.nodes().indexOf(leader);
    long now = System.nanoTime();
    cluster.await("answer of the leader", () -> probe.hasAnswered(index, now));
    return leader;
  }

  /** Kills the leader so many times where all nodes answer. Returns whether none was lost. */
  static boolean all(Path launcher, int runs) throws IOException {
    long asked = 0;
    long lost = 0;
    long refused = 0;
    Random random = new Random(1);
    try (ThreeNodes cluster = ThreeNodes.start(launcher, "all");
        DnsProbe probe = new DnsProbe(cluster.nodes().stream().map(ClusterNode::dns).toList())) {
      awaitAll(cluster, probe);
      for (int run = 0; run < runs; run++) {
        // Before this moment a node that was just started may still have refused.
        long began = System.nanoTime();
        ClusterNode leader = cluster.leader();
        LockSupport.parkNanos(SECOND / 2 + random.nextLong(SECOND));
        leader.signal("KILL");
        LockSupport.parkNanos(4 * SECOND);
        long end = System.nanoTime() - SECOND / 2;
        for (int node = 0; node < cluster.nodes().size(); node++) {
          if (node != cluster.nodes().indexOf(leader)) {
            for (DnsProbe.Asked one : probe.between(node, began, end)) {
              asked++;
              lost += one.isAnswered() ? 0 : 1;
              refused += one.answeredNanos() != 0 && !one.isAnswered() ? 1 : 0;
            }
          }
        }
        leader.start();
        cluster.awaitWhole();
        awaitAll(cluster, probe);
      }
    }
    System.out.printf(
        "kill -9 of the leader, all nodes answer: %d runs, the others were asked %d times and lost"
            + " %d, %d of them by a refusal%n",
        runs, asked, lost, refused);
    return lost == 0;
  }

  private static void awaitAll(ThreeNodes cluster, DnsProbe probe) throws IOException {
    long now = System.nanoTime();
    for (int i = 0; i < cluster.nodes().size(); i++) {
      int node = i;
      cluster.await("answer of node " + node, () -> probe.hasAnswered(node, now));
    }
  }
}
