package dev.gslb.cluster.ratis;

import dev.gslb.cluster.Operation;
import dev.gslb.cluster.Outcome;
import dev.gslb.cluster.StateMachine;
import java.io.BufferedInputStream;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.apache.ratis.util.LifeCycle;
import org.apache.ratis.util.MD5FileUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ratis' view of the state: applies the entries of its log to a {@link StateMachine}, in one thread
 * of Ratis', and saves it in files of its own format, with the digest beside them that Ratis wants.
 */
final class ReplicatedState extends BaseStateMachine {
  private static final Logger LOG = LoggerFactory.getLogger(ReplicatedState.class);
  private static final long NANOS_BETWEEN_FAILURES = 10_000_000_000L;

  /** Learns what Ratis tells of this node. Called on threads of Ratis', which must not wait. */
  interface Events {
    /** Another node leads, or this one. */
    void leaderChanged();

    /** This node leads and has applied all that was acknowledged before. */
    void leaderReady();

    /** This node does not lead any more. */
    void notLeader();

    /** Ratis gave up on this node, or this node's log cannot be written. */
    void failed(String reason, @Nullable Throwable cause);
  }

  private final StateMachine machine = StateMachine.inMemory();
  private final SimpleStateMachineStorage storage = new SimpleStateMachineStorage();
  private final AppliedIndex applied = new AppliedIndex();
  private final Set<Long> begun = ConcurrentHashMap.newKeySet();
  private final QuorumRounds rounds;
  private final Events events;
  private long failedAtNanos; // of Ratis' applying thread
  private boolean failedBefore; // of Ratis' applying thread

  ReplicatedState(QuorumRounds rounds, Events events) {
    this.rounds = rounds;
    this.events = events;
  }

  StateMachine machine() {
    return machine;
  }

  QuorumRounds rounds() {
    return rounds;
  }

  AppliedIndex applied() {
    return applied;
  }

  /** Whether a write of this node's reached the log, and its outcome is open if it fails. */
  boolean hasBegun(long callId) {
    return begun.contains(callId);
  }

  void forget(long callId) {
    begun.remove(callId);
  }

  @Override
  public void initialize(RaftServer server, RaftGroupId group, RaftStorage raftStorage)
      throws IOException {
    getLifeCycle()
        .startAndTransition(
            () -> {
              super.initialize(server, group, raftStorage);
              storage.init(raftStorage);
              load();
            },
            IOException.class);
  }

  @Override
  public void pause() {
    getLifeCycle().transition(LifeCycle.State.PAUSING);
    getLifeCycle().transition(LifeCycle.State.PAUSED);
  }

  @Override
  public void reinitialize() throws IOException {
    storage.loadLatestSnapshot();
    load();
    getLifeCycle().transition(LifeCycle.State.STARTING);
    getLifeCycle().transition(LifeCycle.State.RUNNING);
  }

  private void load() throws IOException {
    SingleFileSnapshotInfo snapshot = storage.getLatestSnapshot();
    if (snapshot == null) {
      return;
    }
    Path file = snapshot.getFile().getPath();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      machine.restore(in);
    } catch (IOException e) {
      throw new IOException(file + " cannot be used: " + e.getMessage(), e);
    }
    setLastAppliedTermIndex(snapshot.getTermIndex());
    applied.advance(snapshot.getIndex());
  }

  @Override
  public SimpleStateMachineStorage getStateMachineStorage() {
    return storage;
  }

  @Override
  public long takeSnapshot() {
    TermIndex last = getLastAppliedTermIndex();
    if (last.getIndex() < RaftLog.LEAST_VALID_LOG_INDEX
        || (failedBefore && System.nanoTime() - failedAtNanos < NANOS_BETWEEN_FAILURES)) {
      return RaftLog.INVALID_LOG_INDEX;
    }
    File file = storage.getSnapshotFile(last.getTerm(), last.getIndex());
    try {
      save(file, last);
      failedBefore = false;
      return last.getIndex();
    } catch (IOException e) {
      failedBefore = true;
      failedAtNanos = System.nanoTime();
      LOG.error("no snapshot could be written to {}; the log is kept", file, e);
      return RaftLog.INVALID_LOG_INDEX;
    }
  }

  /** Leaves no file that is taken for a snapshot if anything fails, or the process dies. */
  private void save(File file, TermIndex last) throws IOException {
    File temporary = new File(file.getPath() + ".tmp");
    try {
      try (FileOutputStream out = new FileOutputStream(temporary)) {
        machine.save(out);
        out.getFD().sync();
      }
      var digest = MD5FileUtil.computeMd5ForFile(temporary);
      MD5FileUtil.saveMD5File(file, digest);
      Files.move(temporary.toPath(), file.toPath(), StandardCopyOption.ATOMIC_MOVE);
      DataDirectory.force(Objects.requireNonNull(file.getParentFile()).toPath());
      storage.updateLatestSnapshot(
          new SingleFileSnapshotInfo(new FileInfo(file.toPath(), digest), last));
    } finally {
      Files.deleteIfExists(temporary.toPath());
    }
  }

  @Override
  public TransactionContext startTransaction(RaftClientRequest request) throws IOException {
    begun.add(request.getCallId());
    return super.startTransaction(request);
  }

  @Override
  public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
    LogEntryProto entry = Objects.requireNonNull(transaction.getLogEntry());
    Outcome outcome;
    try {
      outcome =
          machine.apply(
              Operation.decode(entry.getStateMachineLogEntry().getLogData().toByteArray()));
    } catch (RuntimeException e) {
      events.failed("entry " + entry.getIndex() + " of the log cannot be applied", e);
      throw e; // no entry may be left out: Ratis ends this node
    }
    machine.publish();
    advance(entry.getTerm(), entry.getIndex());
    return CompletableFuture.completedFuture(Wire.message(Wire.outcome(outcome)));
  }

  @Override
  public void notifyTermIndexUpdated(long term, long index) {
    advance(term, index);
  }

  private void advance(long term, long index) {
    updateLastAppliedTermIndex(term, index);
    applied.advance(index);
  }

  @Override
  public void notifyLeaderChanged(RaftGroupMemberId member, RaftPeerId leader) {
    events.leaderChanged();
  }

  @Override
  public void notifyLeaderReady() {
    events.leaderReady();
  }

  @Override
  public void notifyNotLeader(Collection<TransactionContext> pending) {
    rounds.end();
    events.notLeader();
  }

  @Override
  public void notifyLogFailed(Throwable cause, @Nullable LogEntryProto failedEntry) {
    events.failed("the log cannot be written", cause);
  }

  @Override
  public void notifyServerShutdown(RoleInfoProto role, boolean allServer) {
    events.failed(allServer ? "the server was closed" : "this node was taken out", null);
  }
}
