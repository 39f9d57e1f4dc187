package dev.gslb.cluster.ratis;

import dev.gslb.cluster.Operation;
import dev.gslb.cluster.StateStoreException;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.protocol.RaftPeer;

/** Does what is asked of the leader, if this node leads. Safe for any thread; never waits. */
final class LeaderDesk {
  private final RaftNode node;
  private final MemberChanges members;
  private final DiskThread writer;

  LeaderDesk(RaftNode node, MemberChanges members, DiskThread writer) {
    this.node = node;
    this.members = members;
    this.writer = writer;
  }

  /** Answers another node, never exceptionally. */
  CompletableFuture<byte[]> answer(byte[] octets) {
    Wire.Request request;
    try {
      request = Wire.request(octets);
    } catch (StateStoreException e) {
      return done(Wire.Reply.of(Wire.Status.REFUSED, String.valueOf(e.getMessage())))
          .thenApply(Wire::encode);
    }
    CompletableFuture<Wire.Reply> reply;
    if (!request.cluster().equals(node.group().getUuid())) {
      reply = done(Wire.Reply.of(Wire.Status.OTHER_CLUSTER, node.config().cluster()));
    } else if (request.kind() == Wire.Kind.WHO) {
      reply = done(Wire.Reply.of(Wire.Status.DONE, node.id().toString()));
    } else {
      reply = handle(request.kind(), request.content());
    }
    return reply.thenApply(Wire::encode);
  }

  /** Does what is asked, never exceptionally. */
  CompletableFuture<Wire.Reply> handle(Wire.Kind kind, byte[] content) {
    if (!node.leads()) {
      return done(notLeader());
    }
    return switch (kind) {
      case READ_INDEX ->
          node.round()
              .handle(
                  (confirmed, error) ->
                      confirmed == null
                          ? notLeader()
                          : new Wire.Reply(Wire.Status.DONE, Wire.number(confirmed.index())));
      case COMMIT, COMMIT_AGAIN -> commit(content);
      case ADD -> members.add(content);
      case REMOVE -> members.remove(content);
      case WHO -> done(Wire.Reply.of(Wire.Status.DONE, node.id().toString()));
    };
  }

  private CompletableFuture<Wire.Reply> commit(byte[] content) {
    try {
      Operation.decode(content); // what cannot be read must not get into the log
    } catch (IllegalArgumentException e) {
      return done(Wire.Reply.of(Wire.Status.REFUSED, String.valueOf(e.getMessage())));
    }
    return writer
        .begin(() -> node.commit(content))
        .exceptionally(error -> Wire.Reply.of(Wire.Status.NOT_LEADER, ""));
  }

  private Wire.Reply notLeader() {
    RaftPeer leader = node.leader();
    return Wire.Reply.of(
        Wire.Status.NOT_LEADER,
        leader == null || leader.getId().equals(node.id()) ? "" : leader.getAddress());
  }

  private static CompletableFuture<Wire.Reply> done(Wire.Reply reply) {
    return CompletableFuture.completedFuture(reply);
  }
}
