package dev.gslb.benchmarks.cluster;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Clients that write through one node each, every time to the next of many servers, so that a write
 * that was acknowledged and lost is not covered up by the one after it. Each has a thread.
 */
final class Ledger implements AutoCloseable {
  /** Servers that the client of one node writes to, in turn. */
  static final int SHARE = 256;

  private static final Pattern ENTRY =
      Pattern.compile("\"address\":\"([^\"]+)\",\"weight\":\\{\"value\":(\\d+)");
  private static final int MOST = 60_000;
  private static final int FULL = 256;

  /** What may be found of one server: at least what was acknowledged, at most what was tried. */
  private record Bounds(int acknowledged, int tried) {}

  private final List<ClusterNode> nodes;
  private final long paceNanos;
  private final String reason;
  private final List<Thread> threads = new ArrayList<>();
  private final Map<String, Bounds> bounds = new HashMap<>(); // guarded by this
  private final List<long[]> acknowledgements = new ArrayList<>(); // guarded by this
  private int busy; // guarded by this
  private volatile boolean pausing = true;
  private volatile boolean stopping;

  /**
   * Begins paused. Each client waits between its writes, each of which says three things, and why
   * at some length.
   */
  Ledger(List<ClusterNode> nodes, long paceNanos, int reasonLength) {
    this.nodes = nodes;
    this.paceNanos = paceNanos;
    this.reason = "x".repeat(reasonLength);
    for (int node = 0; node < nodes.size(); node++) {
      int mine = node;
      Thread thread = new Thread(() -> write(mine), "ledger-" + node);
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
  }

  /** The address of a server. */
  static String address(int index) {
    return "10.0." + index / FULL + "." + index % FULL;
  }

  private void write(int node) {
    for (int count = 0; !stopping && count < MOST * SHARE; ) {
      if (!begin()) {
        LockSupport.parkNanos(1_000_000L);
        continue;
      }
      try {
        writeOne(node, count);
      } finally {
        end();
      }
      count++;
      LockSupport.parkNanos(paceNanos);
    }
  }

  private synchronized boolean begin() {
    if (pausing) {
      return false;
    }
    busy++;
    return true;
  }

  private synchronized void end() {
    busy--;
  }

  private void writeOne(int node, int count) {
    String address = address(node * SHARE + count % SHARE);
    int weight = count / SHARE + 1;
    synchronized (this) {
      int acknowledged = bounds.getOrDefault(address, new Bounds(-1, -1)).acknowledged();
      bounds.put(address, new Bounds(acknowledged, weight));
    }
    long began = System.nanoTime();
    String json =
        "{\"weight\":"
            + weight
            + ",\"enabled\":true,\"healthy\":true,\"reason\":\""
            + reason
            + "\"}";
    if (nodes.get(node).send("PUT", "overrides/ledger/" + address, json).isPresent()) {
      synchronized (this) {
        bounds.put(address, new Bounds(weight, weight));
        acknowledgements.add(new long[] {node, began, System.nanoTime()});
      }
    }
  }

  /** Lets no write begin, and waits for those that run. */
  void pause() {
    pausing = true;
    while (isBusy()) {
      LockSupport.parkNanos(1_000_000L);
    }
  }

  private synchronized boolean isBusy() {
    return busy > 0;
  }

  void goOn() {
    pausing = false;
  }

  /** How many writes a node acknowledged that began and ended in a span of time. */
  synchronized int acknowledged(int node, long fromNanos, long toNanos) {
    int count = 0;
    for (long[] one : acknowledgements) {
      if (one[0] == node && one[1] - fromNanos >= 0 && one[2] - toNanos < 0) {
        count++;
      }
    }
    return count;
  }

  synchronized int acknowledged() {
    return acknowledgements.size();
  }

  /**
   * Compares what all nodes say with what was written, while no write runs.
   *
   * @return what is wrong; empty if nothing is
   */
  String compare() {
    Map<String, Integer> first = null;
    for (ClusterNode node : nodes) {
      String list = node.send("GET", "overrides", null).orElse("");
      if (list.isEmpty()) {
        return node.name() + " does not say what it has";
      }
      Map<String, Integer> found = weights(list);
      String wrong = compare(found);
      if (!wrong.isEmpty()) {
        return node.name() + " " + wrong;
      }
      if (first != null && !first.equals(found)) {
        return node.name() + " has another state than " + nodes.get(0).name();
      }
      first = first == null ? found : first;
    }
    return "";
  }

  private synchronized String compare(Map<String, Integer> found) {
    for (Map.Entry<String, Bounds> one : bounds.entrySet()) {
      int weight = found.getOrDefault(one.getKey(), -1);
      Bounds allowed = one.getValue();
      if (weight < allowed.acknowledged() || weight > allowed.tried()) {
        return "has " + weight + " for " + one.getKey() + ", of which is known " + allowed;
      }
    }
    return "";
  }

  private static Map<String, Integer> weights(String json) {
    Map<String, Integer> weights = new HashMap<>();
    Matcher matcher = ENTRY.matcher(json);
    while (matcher.find()) {
      weights.put(matcher.group(1), Integer.valueOf(matcher.group(2)));
    }
    return weights;
  }

  /** Waits until {@link #compare} finds nothing, and returns what it found last. */
  String settle(ThreeNodes cluster) {
    String[] last = {""};
    try {
      cluster.await(
          "equal nodes",
          () -> {
            last[0] = compare();
            return last[0].isEmpty();
          });
    } catch (IOException e) {
      return last[0];
    }
    return "";
  }

  @Override
  public void close() {
    stopping = true;
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
