package dev.gslb.cluster.ratis;

import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.ReadIndexRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.thirdparty.io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.ServerCallHandler;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * Refuses Raft's messages that are meant for another node, or for an earlier life of this one,
 * whose log and votes are lost: an answer would be taken for one of that node's. Ratis itself looks
 * at the cluster only. Also refuses everything once this node takes no part any more.
 */
final class PeerGuard implements ServerInterceptor {
  private final RaftPeerId self;
  private volatile boolean closed;

  PeerGuard(RaftPeerId self) {
    this.self = self;
  }

  /** Refuses all of Raft's messages from now on. */
  void close() {
    closed = true;
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
      private boolean refused;

      @Override
      public void onMessage(Q message) {
        RaftRpcRequestProto address = addressOf(message);
        boolean taken =
            address == null || (!closed && RaftPeerId.valueOf(address.getReplyId()).equals(self));
        if (taken) {
          super.onMessage(message);
        } else if (!refused) {
          refused = true;
          call.close(Status.UNAVAILABLE.withDescription("this is " + self), new Metadata());
        }
      }

      @Override
      public void onHalfClose() {
        if (!refused) {
          super.onHalfClose();
        }
      }
    };
  }

  /** Returns who sends a message to whom, or null if it is none of Raft's. */
  static @Nullable RaftRpcRequestProto addressOf(Object message) {
    if (message instanceof AppendEntriesRequestProto append) {
      return append.getServerRequest();
    } else if (message instanceof RequestVoteRequestProto vote) {
      return vote.getServerRequest();
    } else if (message instanceof InstallSnapshotRequestProto snapshot) {
      return snapshot.getServerRequest();
    } else if (message instanceof StartLeaderElectionRequestProto start) {
      return start.getServerRequest();
    } else if (message instanceof ReadIndexRequestProto read) {
      return read.getServerRequest();
    }
    return null;
  }
}
