package dev.gslb.benchmarks.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** What becomes of a cluster while the disk of one node has no room, and after it has again? */
final class FullDisk {
  private static final long SECOND = 1_000_000_000L;
  private static final long MILLI = 1_000_000L;
  private static final long FULL = 5 * SECOND;
  private static final int DEADLINE_SECONDS = 2;
  private static final int REASON = 1000;
  private static final int WRITES = 20;
  private static final int BY_ITSELF_SECONDS = 15;
  private static final int PATIENCE_SECONDS = 60;
  private static final String WORD = "No space left";

  private final ThreeNodes cluster;
  private final TinyDisks disks;
  private final DnsProbe probe;
  private final Ledger ledger;
  private final boolean all;

  private FullDisk(
      ThreeNodes cluster, TinyDisks disks, DnsProbe probe, Ledger ledger, boolean all) {
    this.cluster = cluster;
    this.disks = disks;
    this.probe = probe;
    this.ledger = ledger;
    this.all = all;
  }

  /** Fills the disk of a follower and of the leader so many times. Returns whether all held. */
  static boolean run(Path launcher, int runs) throws IOException {
    int broken = 0;
    for (String answer : List.of("leader", "all")) {
      broken += run(launcher, answer, runs);
    }
    return broken == 0;
  }

  private static int run(Path launcher, String answer, int runs) throws IOException {
    int broken = 0;
    try (ThreeNodes cluster = ThreeNodes.create(launcher);
        TinyDisks disks = new TinyDisks();
        DnsProbe probe = new DnsProbe(cluster.nodes().stream().map(ClusterNode::dns).toList());
        Ledger ledger = new Ledger(cluster.nodes(), 0, REASON)) {
      for (ClusterNode node : cluster.nodes()) {
        disks.mount(node);
      }
      cluster.begin(new Setup(answer, DEADLINE_SECONDS, 3 * Ledger.SHARE));
      FullDisk full = new FullDisk(cluster, disks, probe, ledger, answer.equals("all"));
      for (int run = 0; run < 2 * runs; run++) {
        List<String> complaints = new ArrayList<>();
        System.out.printf("%s answers, %s%n", answer, full.once(run % 2 == 1, complaints));
        complaints.forEach(complaint -> System.out.println("  BROKEN: " + complaint));
        broken += complaints.isEmpty() ? 0 : 1;
      }
    }
    return broken;
  }

  private String once(boolean leads, List<String> complaints) throws IOException {
    ClusterNode leader = cluster.leader();
    ClusterNode node =
        cluster.nodes().stream().filter(one -> one.equals(leader) == leads).findAny().orElseThrow();
    long before = cluster.term();
    long said = node.says(WORD);
    long began = System.nanoTime();
    ledger.goOn();
    disks.fill(node);
    // There is room in the log that was set aside before.
    if (!await("word of a full disk", PATIENCE_SECONDS, () -> node.says(WORD) > said)) {
      complaints.add(node.name() + " does not say that its disk is full");
    }
    long full = System.nanoTime();
    int written = ledger.acknowledged();
    LockSupport.parkNanos(FULL);
    long freed = System.nanoTime();
    String answers = answers(node, full, freed);
    int through = ledger.acknowledged(cluster.nodes().indexOf(node), full, freed);
    if (!await("writes", PATIENCE_SECONDS, () -> ledger.acknowledged() > written + WRITES)) {
      complaints.add((ledger.acknowledged() - written) + " writes acknowledged, then no more");
    }
    int others = ledger.acknowledged() - written - through;
    disks.free(node);
    ledger.pause();
    for (ClusterNode one : cluster.nodes()) {
      if (!one.isAlive()) {
        complaints.add(one.name() + " has ended");
        one.start();
      }
    }
    String gap =
        all ? "" : "; nobody answered for at most " + probe.longestGap(full) / MILLI + " ms";
    String recovered = recover(node, complaints);
    int switches = probe.switches(began);
    long leaderships = cluster.term() - before;
    if (!all && switches > leaderships) {
      complaints.add(switches + " changes of who answers, " + leaderships + " of who leads");
    }
    return ("%s, which %s, has a full disk: %d writes acknowledged through it, %d through the"
            + " others; %s%s; of who leads %d changes; with space again: %s")
        .formatted(
            node.name(),
            leads ? "leads" : "follows",
            through,
            others,
            answers,
            gap,
            leaderships,
            recovered);
  }

  /** What the node with a full disk answered. */
  private String answers(ClusterNode node, long from, long to) {
    List<DnsProbe.Asked> asked = probe.between(cluster.nodes().indexOf(node), from, to);
    long answered = asked.stream().filter(DnsProbe.Asked::isAnswered).count();
    long last =
        asked.stream()
            .filter(DnsProbe.Asked::isAnswered)
            .mapToLong(one -> one.answeredNanos() - from)
            .max()
            .orElse(0);
    return "it answered %d of %d queries, the last after %d ms"
        .formatted(answered, asked.size(), last / MILLI);
  }

  /** Whether the node is in step again by itself, or after a restart. */
  private String recover(ClusterNode node, List<String> complaints) throws IOException {
    if (inStep(BY_ITSELF_SECONDS)) {
      return "in step by itself";
    }
    String before = ThreeNodes.field(node.status(), "detail");
    node.signal("TERM");
    node.awaitEnd();
    node.start();
    if (inStep(PATIENCE_SECONDS)) {
      return "in step after a restart (before it said: " + before + ")";
    }
    complaints.add("after a restart: " + ledger.compare());
    return "not in step";
  }

  private boolean inStep(int seconds) {
    return await("equal nodes", seconds, () -> cluster.isWhole() && ledger.compare().isEmpty());
  }

  private boolean await(String what, int seconds, BooleanSupplier condition) {
    try {
      cluster.await(what, seconds, condition);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
