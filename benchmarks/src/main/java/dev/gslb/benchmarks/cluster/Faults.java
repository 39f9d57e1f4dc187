package dev.gslb.benchmarks.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * Is anything lost, or answered by who should not, when nodes are killed, stopped, restarted or
 * rebuilt while a client writes and another one asks?
 */
final class Faults {
  private static final long SECOND = 1_000_000_000L;
  private static final int HOUR = 3_600;
  private static final int SLOW_MILLIS = 400;
  private static final int LASTING_SECONDS = 6;

  /** What happens to the cluster. */
  private enum Fault {
    KILL_LEADER,
    KILL_FOLLOWER,
    STOP_LEADER,
    KILL_ALL,
    ROLLING_RESTART,
    REBUILD_FOLLOWER,
    SLOW_DISK_OF_LEADER,
    SLOW_DISK_OF_FOLLOWER,
    CLOCK_AHEAD,
    CLOCK_BACK
  }

  private final ThreeNodes cluster;
  private final DnsProbe probe;
  private final Writer writer;
  private final Random random = new Random(1);

  private Faults(ThreeNodes cluster, DnsProbe probe, Writer writer) {
    this.cluster = cluster;
    this.probe = probe;
    this.writer = writer;
  }

  /** Runs so many faults, each kind in turn. Returns whether all promises were kept. */
  static boolean run(Path launcher, int runs) throws IOException {
    int broken = 0;
    try (ThreeNodes cluster = ThreeNodes.start(launcher, "leader");
        DnsProbe probe = new DnsProbe(cluster.nodes().stream().map(ClusterNode::dns).toList());
        Writer writer = new Writer(cluster.nodes(), 1)) {
      Faults faults = new Faults(cluster, probe, writer);
      for (int run = 0; run < runs; run++) {
        Fault fault = Fault.values()[run % Fault.values().length];
        String complaint = faults.once(fault);
        System.out.printf("%s: %s%n", fault, complaint.isEmpty() ? "nothing was lost" : complaint);
        broken += complaint.isEmpty() ? 0 : 1;
      }
      System.out.printf("%d writes were acknowledged%n", writer.acknowledgements());
    }
    return broken == 0;
  }

  /** Returns what promise was broken; empty if none was. */
  private String once(Fault fault) throws IOException {
    ClusterNode leader = cluster.leader();
    long termBefore = cluster.term();
    long began = System.nanoTime();
    int acknowledgedBefore = writer.acknowledgements();
    writer.goOn();
    cluster.await("writes", () -> writer.acknowledgements() > acknowledgedBefore + 3);
    LockSupport.parkNanos(random.nextLong(SECOND));
    inflict(fault, leader);
    cluster.awaitWhole();
    int acknowledgedAfter = writer.acknowledgements();
    cluster.await("writes", () -> writer.acknowledgements() > acknowledgedAfter + 3);
    writer.pause();
    int switches = probe.switches(began);
    long leaderships = cluster.term() - termBefore;
    if (switches > leaderships) {
      return switches + " changes of who answers, but " + leaderships + " of who leads";
    }
    for (ClusterNode node : cluster.nodes()) {
      cluster.await("the weight at " + node.name(), () -> Writer.read(node).isPresent());
    }
    List<Integer> read = read();
    long settled = System.nanoTime();
    while (read.stream().distinct().count() > 1 && System.nanoTime() - settled < SECOND) {
      read = read();
    }
    boolean same = read.stream().distinct().count() == 1;
    return same && writer.allows(read.get(0)) ? "" : "the nodes say " + read;
  }

  private List<Integer> read() {
    return cluster.nodes().stream().map(node -> Writer.read(node).orElse(-1)).toList();
  }

  private void inflict(Fault fault, ClusterNode leader) throws IOException {
    ClusterNode follower =
        cluster.nodes().stream().filter(node -> !node.equals(leader)).findAny().orElseThrow();
    switch (fault) {
      case KILL_LEADER -> restart(leader);
      case KILL_FOLLOWER -> restart(follower);
      case STOP_LEADER -> {
        leader.signal("STOP");
        LockSupport.parkNanos(3 * SECOND);
        leader.signal("CONT");
      }
      case KILL_ALL -> {
        for (ClusterNode node : cluster.nodes()) {
          node.signal("KILL");
        }
        for (ClusterNode node : cluster.nodes()) {
          node.start();
        }
      }
      case ROLLING_RESTART -> {
        for (ClusterNode node : cluster.nodes()) {
          node.signal("TERM");
          node.awaitEnd();
          node.start();
          cluster.awaitWhole();
        }
      }
      case SLOW_DISK_OF_LEADER -> slowDisk(leader);
      case SLOW_DISK_OF_FOLLOWER -> slowDisk(follower);
      case CLOCK_AHEAD -> stepClock(leader, HOUR);
      case CLOCK_BACK -> stepClock(leader, -HOUR);
      case REBUILD_FOLLOWER -> {
        follower.signal("KILL");
        if (leader.send("DELETE", "cluster/members/" + follower.name(), null).isEmpty()) {
          throw new IOException("the leader does not remove " + follower.name());
        }
        follower.wipe();
        follower.start();
      }
    }
  }

  private static void slowDisk(ClusterNode node) throws IOException {
    try (SlowDisk disk = SlowDisk.of(node.pid(), SLOW_MILLIS)) {
      disk.last(LASTING_SECONDS * SECOND);
    }
  }

  /** A node's clock jumps while it runs, and jumps back; the node leads if it takes the lead. */
  private void stepClock(ClusterNode node, int seconds) throws IOException {
    node.ownClock(true);
    restart(node);
    cluster.awaitWhole();
    ClusterNode leader = cluster.leader();
    String lead = "{\"to\":\"" + node.name() + "\"}";
    boolean leads =
        leader.equals(node) || leader.send("POST", "cluster/transfer", lead).isPresent();
    node.clock().set(seconds);
    LockSupport.parkNanos(LASTING_SECONDS * SECOND);
    node.clock().set(0);
    LockSupport.parkNanos(LASTING_SECONDS * SECOND);
    node.ownClock(false);
    restart(node);
    System.out.printf("the clock of %s node jumped: ", leads ? "the leading" : "a following");
  }

  private void restart(ClusterNode node) throws IOException {
    node.signal("KILL");
    LockSupport.parkNanos(2 * SECOND);
    node.start();
  }
}
