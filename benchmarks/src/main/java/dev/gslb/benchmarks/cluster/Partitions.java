package dev.gslb.benchmarks.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * Is anything lost, or answered by who should not, when links between nodes are cut while clients
 * write through and ask all of them?
 */
final class Partitions {
  private static final long SECOND = 1_000_000_000L;
  private static final long MILLI = 1_000_000L;
  private static final long CUT = 4 * SECOND;
  private static final long WRITE_PACE = 50 * MILLI;

  /** For a node to be given the processor. */
  private static final long SCHEDULING = 100 * MILLI;

  private static final int DEADLINE_SECONDS = 2;
  private static final long LEADER_DEADLINE = SECOND;

  private final Network network;
  private final ThreeNodes cluster;
  private final DnsProbe probe;
  private final Ledger ledger;
  private final boolean all;
  private final Random random = new Random(1);

  private Partitions(
      Network network, ThreeNodes cluster, DnsProbe probe, Ledger ledger, boolean all) {
    this.network = network;
    this.cluster = cluster;
    this.probe = probe;
    this.ledger = ledger;
    this.all = all;
  }

  /** Runs so many faults where the leader answers, and where all do. Returns whether all held. */
  static boolean run(Path launcher, int runs) throws IOException {
    int broken = 0;
    try (Network network = Network.make(3)) {
      for (String answer : List.of("leader", "all")) {
        broken += run(network, launcher, answer, runs);
      }
    }
    return broken == 0;
  }

  private static int run(Network network, Path launcher, String answer, int runs)
      throws IOException {
    int broken = 0;
    try (ThreeNodes cluster = ThreeNodes.create(launcher, network);
        DnsProbe probe = new DnsProbe(cluster.nodes().stream().map(ClusterNode::dns).toList());
        Ledger ledger = new Ledger(cluster.nodes(), WRITE_PACE, 0)) {
      cluster.begin(new Setup(answer, DEADLINE_SECONDS, 3 * Ledger.SHARE));
      boolean all = answer.equals("all");
      List<Cut> kinds = List.of(Cut.values());
      Partitions partitions = new Partitions(network, cluster, probe, ledger, all);
      for (int run = 0; run < runs; run++) {
        Cut kind = kinds.get(run % kinds.size());
        List<String> complaints = new ArrayList<>();
        String figures = partitions.once(kind, complaints);
        System.out.printf("%s answers, %s: %s%n", answer, kind, figures);
        complaints.forEach(complaint -> System.out.println("  BROKEN: " + complaint));
        broken += complaints.isEmpty() ? 0 : 1;
      }
      System.out.printf("%s answers: %d writes acknowledged%n", answer, ledger.acknowledged());
    }
    return broken;
  }

  private String once(Cut kind, List<String> complaints) throws IOException {
    int leader = cluster.nodes().indexOf(cluster.leader());
    int follower = (leader + 1 + random.nextInt(2)) % 3;
    int other = 3 - leader - follower;
    long before = cluster.term();
    long began = System.nanoTime();
    awaitAnswers("", began);
    ledger.goOn();
    awaitWrites();
    LockSupport.parkNanos(random.nextLong(SECOND));

    for (Cut.Link link : kind.links(leader, follower, other)) {
      network.cut(link.from(), link.to());
    }
    long cut = System.nanoTime();
    LockSupport.parkNanos(CUT);
    long healing = System.nanoTime();
    network.heal();
    long answering = awaitAnswers(" after healing", healing);
    cluster.awaitWhole();
    awaitWrites();
    ledger.pause();

    int switches = probe.switches(began);
    long leaderships = cluster.term() - before;
    if (!all && switches > leaderships) {
      complaints.add(switches + " changes of who answers, " + leaderships + " of who leads");
    }
    String lost = ledger.settle(cluster);
    if (!lost.isEmpty()) {
      complaints.add(lost);
    }
    StringBuilder figures = new StringBuilder();
    int silent = kind.isolated(leader, follower);
    if (silent >= 0) {
      figures.append(silence(silent, cut, healing, complaints)).append("; ");
    }
    figures.append(
        all
            ? "unanswered of the asked " + unanswered(cut, healing)
            : "nobody answered for at most %d ms, %d changes of who does, %d of who leads"
                .formatted(probe.longestGap(cut) / MILLI, switches, leaderships));
    return figures
        + "; writes acknowledged %s; answers %d ms after healing"
            .formatted(writes(cut, healing), answering / MILLI);
  }

  /** When the node that was cut off answered last; it may not do so after its deadline. */
  private String silence(int node, long cut, long healing, List<String> complaints) {
    long asked = 0;
    long answered = 0;
    for (DnsProbe.Asked one : probe.between(node, cut, healing)) {
      if (one.isAnswered()) {
        asked = Math.max(asked, one.sentNanos() - cut);
        answered = Math.max(answered, one.answeredNanos() - cut);
      }
    }
    String name = cluster.nodes().get(node).name();
    long deadline = all ? DEADLINE_SECONDS * SECOND : LEADER_DEADLINE;
    if (asked > deadline + SCHEDULING) {
      complaints.add(
          "%s answered what it was asked %d ms after it was cut off"
              .formatted(name, asked / MILLI));
    }
    return "%s, cut off, answered last after %d ms".formatted(name, answered / MILLI);
  }

  private List<Integer> writes(long from, long to) {
    List<Integer> counts = new ArrayList<>();
    for (int node = 0; node < 3; node++) {
      counts.add(ledger.acknowledged(node, from, to));
    }
    return counts;
  }

  private List<String> unanswered(long from, long to) {
    List<String> shares = new ArrayList<>();
    for (int node = 0; node < 3; node++) {
      List<DnsProbe.Asked> asked = probe.between(node, from, to);
      long missed = asked.stream().filter(one -> !one.isAnswered()).count();
      shares.add(missed + "/" + asked.size());
    }
    return shares;
  }

  /** Waits for an answer of each node that should give one; returns how long it took. */
  private long awaitAnswers(String when, long from) throws IOException {
    if (all) {
      for (int i = 0; i < 3; i++) {
        int node = i;
        cluster.await("answer" + when, () -> probe.hasAnswered(node, from));
      }
    } else {
      cluster.await("answer" + when, () -> probe.firstAnswerAfter(-1, from) != 0);
    }
    return System.nanoTime() - from;
  }

  /** Waits until each node acknowledges again. */
  private void awaitWrites() throws IOException {
    long now = System.nanoTime();
    for (int i = 0; i < 3; i++) {
      int node = i;
      cluster.await("writes", () -> ledger.acknowledged(node, now, now + 3600 * SECOND) > 2);
    }
  }
}
