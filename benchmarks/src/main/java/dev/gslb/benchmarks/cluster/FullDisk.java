package dev.gslb.benchmarks.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** What becomes of a cluster while the disk of one node has no room, and after it has again? */
final class FullDisk implements AutoCloseable {
  private static final long SECOND = 1_000_000_000L;
  private static final int SIZE_MEGABYTES = 48;
  private static final int REASON = 1000;

  /** Room that a node has set aside in its log, and some more. */
  private static final int WRITES = 6_000;

  private final List<Path> disks = new ArrayList<>();

  private FullDisk() {}

  /** Fills the disk of a follower and of the leader so many times. */
  static boolean run(Path launcher, int runs) throws IOException {
    int broken = 0;
    try (ThreeNodes cluster = ThreeNodes.create(launcher);
        FullDisk disks = new FullDisk()) {
      for (ClusterNode node : cluster.nodes()) {
        disks.mount(node.state());
      }
      cluster.begin(new Setup("leader", 5, 3 * Ledger.SHARE));
      try (DnsProbe probe = new DnsProbe(cluster.nodes().stream().map(ClusterNode::dns).toList());
          Ledger ledger = new Ledger(cluster.nodes(), 0, REASON)) {
        for (int run = 0; run < runs; run++) {
          for (boolean leads : new boolean[] {false, true}) {
            List<String> complaints = new ArrayList<>();
            System.out.println(once(cluster, probe, ledger, leads, complaints));
            complaints.forEach(complaint -> System.out.println("  BROKEN: " + complaint));
            broken += complaints.isEmpty() ? 0 : 1;
          }
        }
      }
    }
    return broken == 0;
  }

  private void mount(Path folder) throws IOException {
    Files.createDirectories(folder);
    Shell.run("mount -t tmpfs -o size=" + SIZE_MEGABYTES + "m none " + folder);
    disks.add(folder);
  }

  private static String once(
      ThreeNodes cluster, DnsProbe probe, Ledger ledger, boolean leads, List<String> complaints)
      throws IOException {
    ClusterNode leader = cluster.leader();
    ClusterNode node =
        leads
            ? leader
            : cluster.nodes().stream().filter(one -> !one.equals(leader)).findAny().orElseThrow();
    int index = cluster.nodes().indexOf(node);
    long before = cluster.term();
    Path filler = node.state().resolve("filler");
    long began = System.nanoTime();
    ledger.goOn();
    fill(filler);
    long full = System.nanoTime();
    int written = ledger.acknowledged();
    boolean goesOn = await(cluster, "writes", () -> ledger.acknowledged() > written + WRITES);
    if (!goesOn) {
      complaints.add((ledger.acknowledged() - written) + " writes acknowledged, then no more");
    }
    long freed = System.nanoTime();
    Files.delete(filler);
    ledger.pause();
    for (ClusterNode one : cluster.nodes()) {
      if (!one.isAlive()) {
        complaints.add(one.name() + " has ended");
        one.start();
      }
    }
    int through = ledger.acknowledged(index, freed - 2 * SECOND, freed);
    String recovered = recover(cluster, ledger, node, complaints);
    int switches = probe.switches(began);
    long leaderships = cluster.term() - before;
    if (switches > leaderships) {
      complaints.add(switches + " changes of who answers, " + leaderships + " of who leads");
    }
    return ("the disk of %s is full (%s): %d writes acknowledged in %d ms, of them %d through it in"
            + " the last 2 s; of who leads %d changes; space freed: %s")
        .formatted(
            node.name(),
            leads ? "leads" : "follows",
            ledger.acknowledged() - written,
            (freed - full) / 1_000_000,
            through,
            leaderships,
            recovered);
  }

  /** Fills what room there is. */
  private static void fill(Path filler) throws IOException {
    byte[] some = new byte[4096];
    try (OutputStream out = Files.newOutputStream(filler)) {
      while (true) {
        out.write(some);
      }
    } catch (IOException e) {
      if (!Files.exists(filler)) {
        throw e;
      }
    }
  }

  /** Whether the node is in step again by itself, or after a restart. */
  private static String recover(
      ThreeNodes cluster, Ledger ledger, ClusterNode node, List<String> complaints)
      throws IOException {
    String first = inStep(cluster, ledger);
    if (first.isEmpty()) {
      return "in step again by itself";
    }
    node.signal("TERM");
    node.awaitEnd();
    node.start();
    String second = inStep(cluster, ledger);
    if (!second.isEmpty()) {
      complaints.add("after a restart: " + second);
      return "not in step again";
    }
    return "in step again after a restart (before: " + first + ")";
  }

  private static String inStep(ThreeNodes cluster, Ledger ledger) {
    try {
      cluster.awaitWhole();
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
    return ledger.settle(cluster);
  }

  private static boolean await(ThreeNodes cluster, String what, BooleanSupplier condition) {
    try {
      cluster.await(what, condition);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    for (Path disk : disks) {
      Shell.run("umount -l " + disk);
    }
    disks.clear();
  }
}
