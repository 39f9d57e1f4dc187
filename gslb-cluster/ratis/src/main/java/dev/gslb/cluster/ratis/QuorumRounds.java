package dev.gslb.cluster.ratis;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.ratis.grpc.server.GrpcLogAppender;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftConfiguration;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LeaderState;
import org.apache.ratis.server.leader.LogAppender;
import org.apache.ratis.server.protocol.TermIndex;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether this node still leads: a round is over when a majority has answered messages
 * that were sent after it began.
 *
 * <p>Ratis has linearizable reads of its own, but answers them without asking anybody if the same
 * commit index was confirmed before (3.3.0, {@code ReadIndexHeartbeats}): a leader that was cut off
 * reads what others have overwritten meanwhile. Hence this class, which follows section 6.4 of
 * Ongaro's dissertation. Callers that come while a round is under way share the next one.
 *
 * <p>Safe for any thread. Results are told on a thread of the executor's, outside all locks.
 */
final class QuorumRounds {

  /**
   * The result of a round.
   *
   * @param began when, on the scale of {@link System#nanoTime}
   * @param index of the log up to which everything acknowledged before lies
   * @param term that this node leads in
   */
  record Confirmed(long began, long index, long term) {}

  /** This node does not lead, or not any more. */
  static final class NotLeading extends Exception {
    private static final long serialVersionUID = 1L;

    NotLeading() {
      super("this node does not lead", null, false, false);
    }
  }

  private final Executor executor;
  private @Nullable Leading leading; // guarded by this
  private @Nullable Round running; // guarded by this
  private @Nullable CompletableFuture<Confirmed> next; // guarded by this

  QuorumRounds(Executor executor) {
    this.executor = executor;
  }

  /** Makes what sends entries to a follower; called by Ratis in each term of leadership. */
  synchronized LogAppender appender(
      RaftServer.Division division, LeaderState state, FollowerInfo follower) {
    Leading now = leading;
    if (now == null || !now.state.equals(state)) {
      end();
      now = new Leading(division, state);
      leading = now;
    }
    LogAppender appender = new GrpcLogAppender(division, now, follower);
    now.appenders.put(follower.getId(), appender);
    Round round = running;
    if (round != null) {
      round.asked.put(appender, appender.getCallId());
    }
    return appender;
  }

  /**
   * Begins a round, or joins the next one.
   *
   * @return exceptionally {@link NotLeading}; never, if not enough others answer and this node goes
   *     on believing that it leads, which Ratis ends after an election timeout
   */
  synchronized CompletableFuture<Confirmed> round(RaftServer.Division division) {
    if (running == null) {
      CompletableFuture<Confirmed> result = new CompletableFuture<>();
      begin(division, result);
      return result;
    }
    if (next == null) {
      next = new CompletableFuture<>();
    }
    return next;
  }

  private synchronized void begin(
      RaftServer.Division division, CompletableFuture<Confirmed> result) {
    if (!division.getInfo().isLeader() || !division.getInfo().isLeaderReady()) {
      refuse(result);
      return;
    }
    long began = System.nanoTime();
    Round round =
        new Round(
            division,
            new Confirmed(
                began,
                division.getRaftLog().getLastCommittedIndex(),
                division.getInfo().getCurrentTerm()),
            result);
    running = round;
    Leading now = leading;
    if (now != null) {
      now.appenders.values().forEach(each -> round.asked.put(each, each.getCallId()));
      now.appenders.values().forEach(LogAppender::triggerHeartbeat);
    }
    settle(round); // a majority of one
  }

  private synchronized void answered(LogAppender appender, AppendEntriesReplyProto reply) {
    Round round = running;
    Long least = round == null ? null : round.asked.get(appender);
    if (round == null || least == null) {
      return;
    }
    if (appender.getCallIdComparator().compare(reply.getServerReply().getCallId(), least) < 0) {
      // Sent before the round began. Ratis forgets that a heartbeat is wanted when it sends
      // anything, even what it had prepared before.
      appender.triggerHeartbeat();
    } else if (reply.getServerReply().getSuccess()) {
      round.acknowledged.add(appender.getFollowerId());
      settle(round);
    }
  }

  private void settle(Round round) {
    if (round.hasMajority()) {
      if (round.stillLeads()) {
        finish(round);
      } else {
        fail(round);
      }
    }
  }

  private void finish(Round round) {
    beginNext(round);
    executor.execute(() -> round.result.complete(round.confirmed));
  }

  private void fail(Round round) {
    beginNext(round);
    refuse(round.result);
  }

  private void refuse(CompletableFuture<Confirmed> result) {
    executor.execute(() -> result.completeExceptionally(new NotLeading()));
  }

  private void beginNext(Round over) {
    running = null;
    CompletableFuture<Confirmed> waiting = next;
    next = null;
    if (waiting != null) {
      begin(over.division, waiting);
    }
  }

  /** Ends all rounds, since this node does not lead any more. */
  synchronized void end() {
    leading = null;
    while (running != null) {
      fail(running);
    }
  }

  private static final class Round {
    private final RaftServer.Division division;
    private final Confirmed confirmed;
    private final CompletableFuture<Confirmed> result;
    private final Map<LogAppender, Long> asked = new HashMap<>();
    private final Set<RaftPeerId> acknowledged = new HashSet<>();

    private Round(
        RaftServer.Division division, Confirmed confirmed, CompletableFuture<Confirmed> result) {
      this.division = division;
      this.confirmed = confirmed;
      this.result = result;
    }

    private boolean stillLeads() {
      return division.getInfo().isLeader()
          && division.getInfo().getCurrentTerm() == confirmed.term();
    }

    /** While members change, of the old ones and of the new ones. */
    private boolean hasMajority() {
      RaftConfiguration configuration = division.getRaftConf();
      Collection<RaftPeer> previous = configuration.getPreviousPeers();
      return isMajority(configuration.getCurrentPeers())
          && (previous.isEmpty() || isMajority(previous));
    }

    private boolean isMajority(Collection<RaftPeer> peers) {
      long count =
          peers.stream()
              .map(RaftPeer::getId)
              .filter(id -> id.equals(division.getId()) || acknowledged.contains(id))
              .count();
      return count > peers.size() / 2;
    }
  }

  /** One term of leadership, between Ratis and what sends entries to the followers. */
  private final class Leading implements LeaderState {
    private final RaftServer.Division division;
    private final LeaderState state;
    private final Map<RaftPeerId, LogAppender> appenders = new HashMap<>(); // guarded by the rounds

    private Leading(RaftServer.Division division, LeaderState state) {
      this.division = division;
      this.state = state;
    }

    @Override
    public void onAppendEntriesReply(LogAppender appender, AppendEntriesReplyProto reply) {
      state.onAppendEntriesReply(appender, reply);
      answered(appender, reply);
    }

    @Override
    public void restart(LogAppender appender) {
      state.restart(appender);
    }

    @Override
    public AppendEntriesRequestProto newAppendEntriesRequestProto(
        FollowerInfo follower, List<LogEntryProto> entries, TermIndex previous, long callId) {
      return state.newAppendEntriesRequestProto(follower, entries, previous, callId);
    }

    @Override
    public void checkHealth(FollowerInfo follower) {
      state.checkHealth(follower);
    }

    @Override
    public boolean onFollowerTerm(FollowerInfo follower, long followerTerm) {
      return state.onFollowerTerm(follower, followerTerm);
    }

    @Override
    public void onFollowerCommitIndex(FollowerInfo follower, long commitIndex) {
      state.onFollowerCommitIndex(follower, commitIndex);
    }

    @Override
    public void onFollowerSuccessAppendEntries(FollowerInfo follower) {
      state.onFollowerSuccessAppendEntries(follower);
    }

    @Override
    public boolean isFollowerBootstrapping(FollowerInfo follower) {
      return state.isFollowerBootstrapping(follower);
    }

    @Override
    public String toString() {
      return division.getMemberId() + " leading";
    }
  }

  /** Returns the followers that answered lately, the one that has most of the log first. */
  synchronized List<RaftPeerId> followers(Duration lately) {
    Leading now = leading;
    if (now == null) {
      return List.of();
    }
    return now.appenders.values().stream()
        .map(LogAppender::getFollower)
        .filter(each -> each.getLastRpcResponseTime().elapsedTimeMs() <= lately.toMillis())
        .sorted((one, other) -> Long.compare(other.getMatchIndex(), one.getMatchIndex()))
        .map(FollowerInfo::getId)
        .toList();
  }
}
