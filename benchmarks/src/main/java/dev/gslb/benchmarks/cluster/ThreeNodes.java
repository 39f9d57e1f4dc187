package dev.gslb.benchmarks.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A cluster of three processes on this machine. */
final class ThreeNodes implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 120;
  private static final List<String> NAMES = List.of("a", "b", "c");
  private static final long POLL_NANOS = 20_000_000L;

  private final Path folder;
  private final List<ClusterNode> nodes = new ArrayList<>();

  private ThreeNodes(Path folder) {
    this.folder = folder;
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> nodes.forEach(ClusterNode::close), "nodes"));
  }

  /** Starts a cluster in the loopback network and waits until all three are in it. */
  static ThreeNodes start(Path launcher, String answer) throws IOException {
    ThreeNodes cluster = create(launcher);
    try {
      cluster.begin(Setup.standard(answer));
      return cluster;
    } catch (IOException | RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  /** Three nodes of the loopback network, none of which runs yet. */
  static ThreeNodes create(Path launcher) throws IOException {
    ThreeNodes cluster = new ThreeNodes(Files.createTempDirectory("cluster"));
    long network = ProcessHandle.current().pid() % 250;
    for (int i = 0; i < NAMES.size(); i++) {
      cluster.add(launcher, Place.loopback("127.61." + network + "." + (i + 1)));
    }
    return cluster;
  }

  /** Three nodes with a network namespace each, none of which runs yet. */
  static ThreeNodes create(Path launcher, Network network) throws IOException {
    ThreeNodes cluster = new ThreeNodes(Files.createTempDirectory("cluster"));
    Keys keys = Keys.make(cluster.folder.resolve("keys"));
    for (int i = 0; i < NAMES.size(); i++) {
      String address = network.address(i);
      cluster.add(
          launcher,
          new Place(address, network.within(i), Optional.of(keys.of(NAMES.get(i), address))));
    }
    return cluster;
  }

  private void add(Path launcher, Place place) {
    String name = NAMES.get(nodes.size());
    nodes.add(new ClusterNode(name, place, folder.resolve(name), launcher));
  }

  /** Starts all and waits until they are a cluster. */
  void begin(Setup setup) throws IOException {
    for (ClusterNode node : nodes) {
      List<ClusterNode> others = new ArrayList<>(nodes);
      others.remove(node);
      node.configure(setup, others, node.equals(nodes.get(0)));
      node.start();
    }
    awaitWhole();
  }

  List<ClusterNode> nodes() {
    return nodes;
  }

  /** The node that leads, when one does. */
  ClusterNode leader() throws IOException {
    await("a leader", () -> nodes.stream().anyMatch(node -> node.isAlive() && node.leads()));
    return nodes.stream().filter(node -> node.isAlive() && node.leads()).findFirst().orElseThrow();
  }

  /** Waits until every node knows the leader and the three members. */
  void awaitWhole() throws IOException {
    await("three nodes in step", this::isWhole);
  }

  boolean isWhole() {
    String leader = "";
    for (ClusterNode node : nodes) {
      String status = node.status();
      String seen = field(status, "leader");
      boolean all = NAMES.stream().allMatch(name -> status.contains("\"node\":\"" + name + "\""));
      if (!all || seen.isEmpty() || (!leader.isEmpty() && !leader.equals(seen))) {
        return false;
      }
      leader = seen;
    }
    return true;
  }

  /** How often a leader was elected, or tried to be. */
  long term() throws IOException {
    String status = leader().status();
    return Long.parseLong(status.replaceAll("(?s).*\"term\":(\\d+).*", "$1"));
  }

  /** A text field of a flat JSON object; empty if it is absent or null. */
  static String field(String json, String name) {
    String start = "\"" + name + "\":\"";
    int from = json.indexOf(start);
    return from < 0
        ? ""
        : json.substring(from + start.length(), json.indexOf('"', from + start.length()));
  }

  void await(String what, BooleanSupplier condition) throws IOException {
    await(what, PATIENCE_SECONDS, condition);
  }

  void await(String what, int seconds, BooleanSupplier condition) throws IOException {
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new IOException("no " + what + " within " + seconds + " s; logs are in " + folder);
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  @Override
  public void close() throws IOException {
    nodes.forEach(ClusterNode::close);
    if (System.getenv("GSLB_KEEP_LOGS") != null) {
      System.out.println("logs are in " + folder);
      return;
    }
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
