package dev.gslb.cluster.ratis;

import dev.gslb.cluster.Change;
import dev.gslb.cluster.HistoryWorkload;
import dev.gslb.cluster.LinearizabilityCheck;
import dev.gslb.cluster.NodeId;
import dev.gslb.cluster.OperationHistory;
import dev.gslb.cluster.StateStore;
import dev.gslb.cluster.StateStoreException;
import dev.gslb.cluster.WatchListener;
import dev.gslb.cluster.ratis.FaultyLinks.Fault;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Three nodes under faults that a seed chooses, and clients whose history is checked: cut and lossy
 * and slow links, in one direction or both, nodes that hear nothing for a while, nodes that die
 * with what they had not forced to the disk and come back from the rest, changes of the leader. The
 * seed decides what happens, not how threads interleave with it.
 */
final class FaultRun implements AutoCloseable {
  private static final int CLIENTS = 4;
  private static final int KEYS = 3;
  private static final int FAULTS = 8;
  private static final int ANSWERS_BETWEEN = 60;
  private static final int MOST_FAULT_MILLIS = 1_200;
  private static final int CONFIRM_MILLIS = 30;
  private static final int PATIENCE_SECONDS = 60;

  private final Random random;
  private final long seed;
  private final FaultyLinks links = new FaultyLinks();
  private final TestCluster cluster;
  private final LeadershipWitness witness = new LeadershipWitness();
  private final Map<String, RatisBackend> nodes = new ConcurrentHashMap<>();
  private final AtomicReference<String> disorder = new AtomicReference<>();
  private final ScheduledExecutorService asking = Executors.newScheduledThreadPool(1);
  private final StringBuilder story = new StringBuilder();

  FaultRun(long seed, Path directory) {
    this.seed = seed;
    this.random = new Random(seed);
    this.cluster =
        new TestCluster(
                directory,
                Map.of(
                    "heartbeat_timeout", "250ms",
                    "election_timeout", "400ms",
                    "snapshot_threshold", 64L,
                    "snapshot_interval", "1s"))
            .named(3);
  }

  /** Runs, and returns what was wrong. */
  Optional<String> run() throws Exception {
    cluster.names().forEach(this::start);
    var confirming =
        asking.scheduleWithFixedDelay(
            () -> nodes.values().forEach(witness::confirm),
            0,
            CONFIRM_MILLIS,
            TimeUnit.MILLISECONDS);
    Waiting.leader(cluster);
    HistoryWorkload workload =
        HistoryWorkload.start(seed, CLIENTS, KEYS, client -> storeOf(client));
    for (int i = 0; i < FAULTS; i++) {
      calm(workload);
      fault();
    }
    calm(workload);
    OperationHistory history = workload.finish(Waiting.leader(cluster).store());
    confirming.cancel(false);
    asking.shutdownNow();
    return LinearizabilityCheck.violation(history)
        .or(witness::violation)
        .or(() -> Optional.ofNullable(disorder.get()))
        .map(wrong -> "seed " + seed + ":" + story + "\n" + wrong);
  }

  int confirmed() {
    return witness.confirmed();
  }

  private StateStore storeOf(int client) {
    List<RatisBackend> running = List.copyOf(nodes.values());
    return running.get(client % running.size()).store();
  }

  private void start(String name) {
    RatisBackend node = cluster.start(name, cluster.bootstrap(name), links.of(name));
    nodes.put(name, node);
    witness.watch(node);
    node.store().watch("", 1, new InOrder(name));
  }

  private void calm(HistoryWorkload workload) throws InterruptedException {
    links.heal();
    if (!workload.awaitAnswers(ANSWERS_BETWEEN, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("seed " + seed + ": no answers after" + story);
    }
  }

  private void fault() throws Exception {
    String victim = cluster.names().get(random.nextInt(cluster.names().size()));
    String other = otherThan(victim);
    int millis = 50 + random.nextInt(MOST_FAULT_MILLIS);
    int kind = random.nextInt(8);
    story.append(" ").append(kind).append("/").append(victim).append("/").append(millis);
    switch (kind) {
      case 0 -> cluster.names().forEach(each -> links.cut(victim, each));
      case 1 -> cluster.names().forEach(each -> links.set(victim, each, Fault.CUT));
      case 2 -> cluster.names().forEach(each -> links.set(each, victim, Fault.CUT));
      case 3 -> links.cut(victim, other);
      case 4 -> everyLink(new Fault(random.nextDouble() / 3, 0));
      case 5 -> everyLink(new Fault(0, 20 + random.nextInt(200)));
      case 6 -> crash(victim);
      default -> transfer();
    }
    pass(millis);
  }

  private void everyLink(Fault fault) {
    for (String from : cluster.names()) {
      cluster.names().forEach(to -> links.set(from, to, fault));
    }
  }

  private String otherThan(String victim) {
    List<String> others = cluster.names().stream().filter(name -> !name.equals(victim)).toList();
    return others.get(random.nextInt(others.size()));
  }

  private void transfer() {
    for (RatisBackend node : nodes.values()) {
      if (node.election().current().self()) {
        var unused =
            node.election().transfer(Optional.of(new NodeId(otherThan(node.self().value()))));
      }
    }
  }

  /** Lets a node die: the disk keeps what was forced, and something of the rest, torn. */
  private void crash(String victim) throws Exception {
    cluster.names().forEach(each -> links.cut(victim, each));
    RatisBackend node = Objects.requireNonNull(nodes.remove(victim));
    Crash.freeze(node, cluster.directory(victim), random);
    cluster.stop(victim);
    Crash.thaw(cluster.directory(victim));
    cluster.names().forEach(each -> links.set(victim, each, new Fault(0, 0)));
    links.heal();
    start(victim);
  }

  /** Lets time go by, in which the clients are busy. */
  private void pass(int millis) throws InterruptedException {
    var passed = new java.util.concurrent.CountDownLatch(1);
    var timer = asking.schedule(passed::countDown, millis, TimeUnit.MILLISECONDS);
    passed.await();
    timer.cancel(false);
  }

  @Override
  public void close() {
    asking.shutdownNow();
    links.heal();
    cluster.close();
    links.close();
  }

  /** Revisions come in order on every node. */
  private final class InOrder implements WatchListener {
    private final String node;
    private long last;

    private InOrder(String node) {
      this.node = node;
    }

    @Override
    public void changed(long revision, List<Change> changes) {
      if (revision <= last) {
        disorder.set(node + " was told of revision " + revision + " after " + last);
      }
      last = revision;
    }

    @Override
    public void compacted(long oldestRevision) {
      if (oldestRevision <= last) {
        disorder.set(node + " was told that " + oldestRevision + " is the oldest after " + last);
      }
    }

    @Override
    public void failed(StateStoreException reason) {
      last = Long.MAX_VALUE;
    }
  }
}
