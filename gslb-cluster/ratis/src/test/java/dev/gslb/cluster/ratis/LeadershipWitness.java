package dev.gslb.cluster.ratis;

import dev.gslb.cluster.Leadership;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Sees to it that no node takes over before what the one before was confirmed for is past. The
 * nodes of a test share one clock. Safe for any thread.
 */
final class LeadershipWitness {
  private record Told(String node, long token, long at) {}

  private record Held(String node, long token, long until) {}

  private final List<Told> told = new ArrayList<>(); // guarded by this
  private final List<Held> held = new ArrayList<>(); // guarded by this

  void watch(RatisBackend node) {
    String name = node.self().value();
    node.election()
        .listen(
            leadership -> {
              long now = System.nanoTime();
              if (leadership.self()) {
                note(new Told(name, leadership.fencingToken(), now));
              }
            });
  }

  /** Asks a node that believes to lead, and remembers what it was told. */
  void confirm(RatisBackend node) {
    Leadership before = node.election().current();
    if (before.self()) {
      CompletableFuture<Long> until = node.election().confirm();
      var unused =
          until.thenAccept(
              nanos -> note(new Held(node.self().value(), before.fencingToken(), nanos)));
    }
  }

  private synchronized void note(Told news) {
    told.add(news);
  }

  private synchronized void note(Held news) {
    held.add(news);
  }

  synchronized int confirmed() {
    return held.size();
  }

  /** Returns what is wrong, if anything is. */
  synchronized Optional<String> violation() {
    for (Told news : told) {
      for (Held before : held) {
        if (before.token() < news.token()
            && !before.node().equals(news.node())
            && before.until() - news.at() > 0) {
          return Optional.of(
              news + " was told " + (before.until() - news.at()) / 1000 + " us inside " + before);
        }
      }
    }
    return Optional.empty();
  }
}
