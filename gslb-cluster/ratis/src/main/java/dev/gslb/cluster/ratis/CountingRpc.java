package dev.gslb.cluster.ratis;

import org.apache.ratis.conf.Parameters;
import org.apache.ratis.grpc.GrpcFactory;
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LeaderState;
import org.apache.ratis.server.leader.LogAppender;

/**
 * Ratis' gRPC, with {@link QuorumRounds} looking at what followers reply to the leader. Made by
 * Ratis from its name.
 */
final class CountingRpc implements RpcType {

  @Override
  public String name() {
    return "GSLB";
  }

  @Override
  public GrpcFactory newFactory(Parameters parameters) {
    return new Factory(parameters);
  }

  private static final class Factory extends GrpcFactory {
    private Factory(Parameters parameters) {
      super(parameters);
    }

    @Override
    public LogAppender newLogAppender(
        RaftServer.Division division, LeaderState state, FollowerInfo follower) {
      return ((ReplicatedState) division.getStateMachine())
          .rounds()
          .appender(division, state, follower);
    }
  }
}
