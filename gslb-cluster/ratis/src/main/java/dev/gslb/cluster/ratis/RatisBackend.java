package dev.gslb.cluster.ratis;

import dev.gslb.cluster.ClusterBackend;
import dev.gslb.cluster.ClusterStatus;
import dev.gslb.cluster.LeaderElection;
import dev.gslb.cluster.NodeId;
import dev.gslb.cluster.StateStore;
import dev.gslb.cluster.StateStoreException;
import dev.gslb.cluster.StateStoreException.Reason;
import dev.gslb.cluster.StoreHealth;
import dev.gslb.cluster.Watch;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.ratis.grpc.GrpcTlsConfig;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node of a cluster that agrees by Raft. Beside Ratis' threads it has two: {@code
 * gslb-raft-timer}, on which futures complete and listeners of the election run, and {@code
 * gslb-raft-writer}, which waits for the disk when that lags.
 */
final class RatisBackend implements ClusterBackend, ReplicatedState.Events {
  static final String KIND = "ratis";

  private static final Logger LOG = LoggerFactory.getLogger(RatisBackend.class);
  private static final Duration LEAVING = Duration.ofSeconds(2);
  private static final int TICKS_IN_ELECTION = 4;
  private static final long LEAST_TICK_MILLIS = 25;
  private static final long STATUS_PATIENCE_MILLIS = 500;

  private final NodeId self;
  private final RatisConfig config;
  private final DirectoryLock lock;
  private final ScheduledThreadPoolExecutor timer;
  private final ExecutorService writerThread;
  private final PeerCalls peers;
  private final RaftNode node;
  private final LeaderDesk desk;
  private final LeaderCalls calls;
  private final RatisElection election;
  private final ReadBarrier barrier;
  private final RatisStateStore store;
  private final Housekeeping housekeeping;
  private final MemberListeners members;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean ready; // whether all fields are set
  private volatile @Nullable String early; // what failed before
  private volatile @Nullable String failure; // why this node takes no part any more
  private volatile @Nullable Instant leaderless = now(); // since when; written by the timer

  private RatisBackend(NodeId self, RatisConfig config, List<ServerInterceptor> more) {
    this.self = self;
    this.config = config;
    lock = DirectoryLock.take(config.directory());
    timer = new ScheduledThreadPoolExecutor(1, threads("gslb-raft-timer"));
    timer.setRemoveOnCancelPolicy(true);
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    writerThread =
        new ThreadPoolExecutor(
            1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads("gslb-raft-writer"));
    ReplicatedState state = new ReplicatedState(new QuorumRounds(this::onTimer), this);
    DataDirectory directory;
    try {
      GrpcTlsConfig tls = RaftSettings.tls(config);
      peers = new PeerCalls(tls);
      directory = DataDirectory.open(self, config);
      new Joining(config, directory.peer(), peers).requireSameCluster();
      node = RaftNode.open(config, directory, state, tls, this::answer, more);
    } catch (RuntimeException e) {
      free();
      throw e;
    }
    DiskThread writer = new DiskThread(writerThread);
    desk = new LeaderDesk(node, new MemberChanges(node, writer), writer);
    calls = new LeaderCalls(node, desk, peers, timer);
    election = new RatisElection(self, node, calls, timer, writer);
    barrier = new ReadBarrier(calls, state.applied());
    store = new RatisStateStore(state.machine(), calls, barrier, this::close);
    housekeeping =
        new Housekeeping(node, election, new Joining(config, directory.peer(), peers), writer);
    members = new MemberListeners(node);
    ready = true;
    String before = early;
    if (before != null) {
      failed(before, null);
    }
    long tick =
        Math.max(LEAST_TICK_MILLIS, config.electionMin().toMillis() / (2 * TICKS_IN_ELECTION));
    var unused = timer.scheduleWithFixedDelay(this::tick, 0, tick, TimeUnit.MILLISECONDS);
  }

  /**
   * Opens a node.
   *
   * @param more look at what the others send, in tests
   * @throws StateStoreException if it cannot be opened
   */
  static RatisBackend open(NodeId self, RatisConfig config, List<ServerInterceptor> more) {
    return new RatisBackend(self, config, more);
  }

  private static ThreadFactory threads(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  private void onTimer(Runnable task) {
    if (!timer.isShutdown()) {
      timer.execute(task);
    }
  }

  private void tick() {
    new Guarded(
            () -> {
              if (!node.runs()) {
                failed("Ratis gave up", null);
              }
              election.look();
              housekeeping.look();
              members.look();
              lookForLeader();
            })
        .run();
  }

  private void lookForLeader() {
    if (election.current().leader().isPresent()) {
      leaderless = null;
    } else if (leaderless == null) {
      leaderless = now();
    }
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS);
  }

  private void lookSoon() {
    if (ready && !closed.get()) {
      onTimer(new Guarded(election::look));
    }
  }

  private CompletableFuture<byte[]> answer(byte[] request) {
    return ready
        ? desk.answer(request)
        : CompletableFuture.completedFuture(Wire.encode(Wire.Reply.of(Wire.Status.NOT_LEADER, "")));
  }

  @Override
  public void leaderChanged() {
    lookSoon();
  }

  @Override
  public void leaderReady() {
    lookSoon();
  }

  @Override
  public void notLeader() {
    if (ready) {
      election.lost();
      lookSoon();
    }
  }

  @Override
  public void failed(String reason, @Nullable Throwable cause) {
    if (!ready) {
      early = reason; // either opening fails, or this is told again at its end
      return;
    }
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    failure = cause == null ? reason : reason + ": " + innermost(cause);
    LOG.error("node {} takes no part in the cluster any more: {}", self, reason, cause);
    // Not on Ratis' own thread, which the end would wait for.
    Thread ending =
        new Thread(
            () ->
                end(
                    new StateStoreException(
                        Reason.FAILED, "node " + self + " takes no part: " + reason, cause)),
            "gslb-raft-end");
    ending.setDaemon(true);
    ending.start();
  }

  /** What the system said, such as that there is no space left. */
  private static String innermost(Throwable error) {
    Throwable inner = error;
    while (inner.getCause() != null) {
      inner = inner.getCause();
    }
    return inner.getMessage() == null ? inner.toString() : inner.getMessage();
  }

  /** Takes no part from now on; reads and writes fail. */
  private void end(StateStoreException reason) {
    if (ready) {
      calls.end(reason);
      onTimer(election::end);
      node.stop();
      node.state().machine().close(reason);
    }
  }

  /** Whether this node knows that it was taken in. */
  boolean isMember() {
    return node.isMember();
  }

  /** Returns the last index of the log that is forced to the disk, for tests. */
  long flushedIndex() {
    return node.division().getRaftLog().getFlushIndex();
  }

  @Override
  public NodeId self() {
    return self;
  }

  @Override
  public StateStore store() {
    return store;
  }

  @Override
  public LeaderElection election() {
    return election;
  }

  @Override
  public CompletableFuture<ClusterStatus> status() {
    // As of now if there is a leader, and else what this node remembers.
    CompletableFuture<ClusterStatus> status = new CompletableFuture<>();
    var unused = barrier.pass().whenComplete((passed, error) -> status.complete(describe()));
    if (timer.isShutdown()) {
      status.complete(describe());
    } else {
      var late =
          timer.schedule(
              () -> status.complete(describe()), STATUS_PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
      unused = unused.whenComplete((passed, error) -> late.cancel(false));
    }
    return status;
  }

  private ClusterStatus describe() {
    return new ClusterStatus(
        KIND,
        config.cluster(),
        self,
        election.current().leader(),
        node.term(),
        node.state().machine().revision(),
        MemberChanges.describe(node));
  }

  @Override
  public StoreHealth health() {
    String ended = failure;
    if (ended != null) {
      return new StoreHealth(false, "this node takes no part: " + ended);
    }
    Instant since = leaderless;
    return since == null
        ? StoreHealth.GOOD
        : new StoreHealth(false, "no leader is known since " + since);
  }

  @Override
  public Watch listen(MemberListener listener) {
    Watch watch = members.add(listener);
    onTimer(new Guarded(members::tell));
    return watch;
  }

  @Override
  public CompletableFuture<Void> add(ClusterStatus.Member member) {
    HostPort address = HostPort.parse(member.address());
    if (address == null) {
      throw new IllegalArgumentException(
          "address of " + member.node() + ": " + member.address() + " (expected: host:port)");
    }
    return calls.change(
        Wire.Kind.ADD,
        () ->
            Joining.who(node, peers, member.node(), address)
                .thenApply(peer -> MemberChanges.joining(peer, address, member.voting())));
  }

  @Override
  public CompletableFuture<Void> remove(NodeId leaver) {
    return calls.change(
        Wire.Kind.REMOVE, () -> CompletableFuture.completedFuture(MemberChanges.leaving(leaver)));
  }

  @Override
  public void close() {
    boolean first = closed.compareAndSet(false, true);
    if (first) {
      election.leave(LEAVING);
      StateStoreException reason =
          new StateStoreException(Reason.CLOSED, "the state store is closed", null);
      calls.end(reason);
      calls.drain();
      onTimer(election::end);
      node.close();
      node.state().machine().close(reason);
    } else {
      node.close();
    }
    peers.close();
    free();
  }

  private void free() {
    timer.shutdown();
    writerThread.shutdown();
    lock.close();
  }
}
