package dev.gslb.cluster.ratis;

import dev.gslb.cluster.NodeId;
import dev.gslb.cluster.StateStoreException;
import dev.gslb.cluster.StateStoreException.Reason;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has this node taken in by those it was told to join. Safe for any thread. */
final class Joining {
  private static final Logger LOG = LoggerFactory.getLogger(Joining.class);
  private static final Duration WHO_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration ADD_TIMEOUT = Duration.ofSeconds(30);
  private static final long PAUSE_NANOS = Duration.ofMillis(300).toNanos();
  private static final byte[] NOTHING = {};

  private final RatisConfig config;
  private final RaftPeerId self;
  private final PeerCalls peers;
  private final Deque<HostPort> candidates = new ArrayDeque<>();
  private @Nullable String reported;
  private boolean asking;
  private boolean takenIn;
  private long notBefore = System.nanoTime();

  Joining(RatisConfig config, RaftPeerId self, PeerCalls peers) {
    this.config = config;
    this.self = self;
    this.peers = peers;
  }

  /**
   * Asks the nodes to join for their cluster. Blocks for 2 s at most.
   *
   * @throws StateStoreException if one of them is of another; those that do not answer are asked
   *     again later
   */
  void requireSameCluster() {
    List<CompletableFuture<Wire.Reply>> replies = new ArrayList<>();
    for (HostPort address : config.join()) {
      replies.add(ask(address, Wire.Kind.WHO, NOTHING, WHO_TIMEOUT));
    }
    for (int i = 0; i < replies.size(); i++) {
      Wire.Reply reply =
          replies.get(i).exceptionally(error -> Wire.Reply.of(Wire.Status.UNKNOWN, "")).join();
      if (reply.status() == Wire.Status.OTHER_CLUSTER) {
        throw new StateStoreException(
            Reason.FAILED,
            "join: "
                + config.join().get(i)
                + " is a node of cluster "
                + reply.text()
                + " (expected: "
                + config.cluster()
                + ")",
            null);
      }
    }
  }

  /**
   * Asks one node after the other, until one says that this node is a member: should it be removed
   * before it has seen that itself, it stays out.
   */
  synchronized void look() {
    if (asking || takenIn || config.join().isEmpty() || System.nanoTime() - notBefore < 0) {
      return;
    }
    if (candidates.isEmpty()) {
      candidates.addAll(config.join());
    }
    HostPort address = candidates.remove();
    asking = true;
    byte[] content = MemberChanges.joining(self, config.advertise(), !config.listener());
    var unused =
        ask(address, Wire.Kind.ADD, content, ADD_TIMEOUT)
            .whenComplete((reply, error) -> answered(address, reply, error));
  }

  /** On a thread of gRPC's. */
  private synchronized void answered(
      HostPort address, Wire.@Nullable Reply reply, @Nullable Throwable error) {
    notBefore = System.nanoTime() + PAUSE_NANOS;
    takenIn = reply != null && reply.status() == Wire.Status.DONE;
    if (reply == null) {
      report(address + " does not answer: " + error);
    } else if (reply.status() == Wire.Status.NOT_LEADER) {
      HostPort leader = HostPort.parse(reply.text());
      if (leader != null) {
        candidates.addFirst(leader);
        notBefore = System.nanoTime();
      }
    } else if (reply.status() != Wire.Status.DONE) {
      report(address + " does not take this node in: " + reply.text());
    }
    asking = false;
  }

  private void report(String what) {
    if (!what.equals(reported)) {
      reported = what;
      LOG.warn("joining cluster {}: {}", config.cluster(), what);
    }
  }

  private CompletableFuture<Wire.Reply> ask(
      HostPort address, Wire.Kind kind, byte[] content, Duration timeout) {
    byte[] request =
        Wire.encode(
            new Wire.Request(
                RaftSettings.group(config.cluster()).getUuid(), self.toString(), kind, content));
    return peers.call(address, request, timeout).thenApply(Wire::reply);
  }

  /** Finds out which life of a node runs at an address; exceptionally if it is another node. */
  static CompletableFuture<RaftPeerId> who(
      RaftNode node, PeerCalls peers, NodeId name, HostPort address) {
    for (RaftPeer member : node.members().toList()) {
      if (DataDirectory.nodeOf(member.getId()).equals(name)
          && member.getAddress().equals(address.toString())) {
        return CompletableFuture.completedFuture(member.getId());
      }
    }
    return new Joining(node.config(), node.id(), peers)
        .ask(address, Wire.Kind.WHO, NOTHING, WHO_TIMEOUT)
        .thenApply(
            reply -> {
              if (reply.status() != Wire.Status.DONE) {
                throw new CompletionException(
                    unavailable(address + " is a node of another cluster: " + reply.text()));
              }
              RaftPeerId found = RaftPeerId.valueOf(reply.text());
              if (!DataDirectory.nodeOf(found).equals(name)) {
                throw new CompletionException(
                    unavailable(
                        "at " + address + " is node " + found + " (expected: " + name + ")"));
              }
              return found;
            });
  }

  private static StateStoreException unavailable(String message) {
    return new StateStoreException(Reason.UNAVAILABLE, message, null);
  }
}
