package dev.gslb.cluster.ratis;

import dev.gslb.cluster.Operation;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has to be done now and then. Confined to the backend's timer thread, but for the flags. */
final class Housekeeping {
  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

  private final RaftNode node;
  private final RatisElection election;
  private final Joining joining;
  private final DiskThread writer;
  private final long snapshotNanos;
  private long lastSnapshot = System.nanoTime();
  private boolean wasIn;
  private boolean removed;
  private volatile boolean expiring;
  private volatile boolean snapshotting;

  Housekeeping(RaftNode node, RatisElection election, Joining joining, DiskThread writer) {
    this.node = node;
    this.election = election;
    this.joining = joining;
    this.writer = writer;
    this.snapshotNanos = node.config().snapshotInterval().toNanos();
  }

  void look() {
    join();
    if (election.isLeading() && !expiring) {
      expire();
    }
    if (!snapshotting && System.nanoTime() - lastSnapshot >= snapshotNanos) {
      snapshot();
    }
  }

  /** Who was in and is not any more was removed: it asks again when it is started again. */
  private void join() {
    if (node.isMember()) {
      wasIn |= node.isSettled();
    } else if (!wasIn) {
      joining.look();
    } else if (!removed) {
      removed = true;
      LOG.warn("this node was removed from the cluster (with join, it comes back by a restart)");
    }
  }

  /** The leader decides for all when a lease is over. What fails is found again later. */
  private void expire() {
    List<Operation> over = node.state().machine().expirations();
    if (over.isEmpty()) {
      return;
    }
    expiring = true;
    var unused =
        writer
            .begin(
                () ->
                    CompletableFuture.allOf(
                        over.stream().map(node::commit).toArray(CompletableFuture<?>[]::new)))
            .whenComplete((done, error) -> expiring = false);
  }

  private void snapshot() {
    snapshotting = true;
    lastSnapshot = System.nanoTime();
    var unused = writer.begin(node::snapshot).whenComplete((reply, error) -> snapshotting = false);
  }
}
