package dev.gslb.cluster.ratis;

import dev.gslb.cluster.ClusterStatus.Member;
import dev.gslb.cluster.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.exceptions.LeaderNotReadyException;
import org.apache.ratis.protocol.exceptions.LeaderSteppingDownException;
import org.apache.ratis.protocol.exceptions.NotLeaderException;
import org.apache.ratis.protocol.exceptions.ReconfigurationInProgressException;
import org.jspecify.annotations.Nullable;

/**
 * Takes nodes in and out, on the leader. A node that comes in under the name of a member takes its
 * place in one step, which a majority with it and one without it agree to. One change at a time.
 */
final class MemberChanges {
  private static final Wire.Reply DONE = new Wire.Reply(Wire.Status.DONE, new byte[0]);
  private static final Wire.Reply NOT_NOW = Wire.Reply.of(Wire.Status.NOT_LEADER, "");

  private final RaftNode node;
  private final DiskThread writer;

  MemberChanges(RaftNode node, DiskThread writer) {
    this.node = node;
    this.writer = writer;
  }

  /** A life of a node that is to be a member. */
  static byte[] joining(RaftPeerId peer, HostPort address, boolean voting) {
    return Wire.encode(
        out -> {
          out.writeUTF(peer.toString());
          out.writeUTF(address.toString());
          out.writeBoolean(voting);
        });
  }

  static byte[] leaving(NodeId leaver) {
    return Wire.encode(out -> out.writeUTF(leaver.value()));
  }

  CompletableFuture<Wire.Reply> add(byte[] content) {
    return Wire.decode(
        content,
        in -> {
          RaftPeerId id = RaftPeerId.valueOf(in.readUTF());
          HostPort address = HostPort.parse(in.readUTF());
          boolean voting = in.readBoolean();
          return address == null
              ? refused("node " + id + " has no address of the form host:port")
              : add(RaftNode.peer(id, address, voting), voting);
        });
  }

  private CompletableFuture<Wire.Reply> add(RaftPeer added, boolean voting) {
    NodeId name = DataDirectory.nodeOf(added.getId());
    boolean isLeader = name.equals(DataDirectory.nodeOf(node.id()));
    if (isLeader && !(added.getId().equals(node.id()) && voting)) {
      return refused("node " + name + " is the leader");
    }
    if (!voting && node.voters().stream().anyMatch(each -> each.getId().equals(added.getId()))) {
      // Ratis ends a node that stands for election and may not; so it cannot lose its vote alive.
      return refused("node " + name + " votes (expected: removed, and then joining as a listener)");
    }
    for (RaftPeer member : voting ? node.voters() : node.listeners()) {
      if (member.getId().equals(added.getId()) && member.getAddress().equals(added.getAddress())) {
        return alreadySo();
      }
    }
    List<RaftPeer> voters = others(node.voters().stream(), name);
    List<RaftPeer> listeners = others(node.listeners().stream(), name);
    (voting ? voters : listeners).add(added);
    return change(voters, listeners);
  }

  CompletableFuture<Wire.Reply> remove(byte[] content) {
    NodeId name = new NodeId(Wire.decode(content, in -> in.readUTF()));
    if (node.members().noneMatch(each -> DataDirectory.nodeOf(each.getId()).equals(name))) {
      return alreadySo();
    }
    List<RaftPeer> voters = others(node.voters().stream(), name);
    return voters.isEmpty()
        ? refused("node " + name + " is the last one that votes")
        : change(voters, others(node.listeners().stream(), name));
  }

  private static List<RaftPeer> others(Stream<RaftPeer> members, NodeId name) {
    List<RaftPeer> others = new ArrayList<>();
    members.filter(each -> !DataDirectory.nodeOf(each.getId()).equals(name)).forEach(others::add);
    return others;
  }

  private CompletableFuture<Wire.Reply> change(List<RaftPeer> voters, List<RaftPeer> listeners) {
    return writer.begin(() -> node.setMembers(voters, listeners)).handle(MemberChanges::outcome);
  }

  private static Wire.Reply outcome(@Nullable RaftClientReply reply, @Nullable Throwable error) {
    Throwable failure = reply == null ? RaftNode.unwrap(error) : reply.getException();
    if (failure instanceof ReconfigurationInProgressException
        || failure instanceof NotLeaderException
        || failure instanceof LeaderNotReadyException
        || failure instanceof LeaderSteppingDownException) {
      return NOT_NOW; // perhaps it was done: the same again changes nothing
    }
    return failure == null
        ? DONE
        : Wire.Reply.of(
            Wire.Status.REFUSED, "the members could not be changed: " + failure.getMessage());
  }

  static List<Member> describe(RaftNode node) {
    List<Member> members = new ArrayList<>();
    node.voters().forEach(each -> members.add(describe(each, true)));
    node.listeners().forEach(each -> members.add(describe(each, false)));
    members.sort((one, other) -> one.node().compareTo(other.node()));
    return members;
  }

  private static Member describe(RaftPeer peer, boolean voting) {
    return new Member(DataDirectory.nodeOf(peer.getId()), peer.getAddress(), voting);
  }

  /** A change that no majority has agreed to yet may be undone by the next leader. */
  private CompletableFuture<Wire.Reply> alreadySo() {
    return CompletableFuture.completedFuture(node.isSettled() ? DONE : NOT_NOW);
  }

  private static CompletableFuture<Wire.Reply> refused(String why) {
    return CompletableFuture.completedFuture(Wire.Reply.of(Wire.Status.REFUSED, why));
  }
}
