package dev.gslb.cluster.ratis;

import dev.gslb.cluster.Operation;
import dev.gslb.cluster.StateStoreException;
import dev.gslb.cluster.StateStoreException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.grpc.GrpcTlsConfig;
import org.apache.ratis.grpc.server.GrpcServices;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.apache.ratis.protocol.SnapshotManagementRequest;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.protocol.exceptions.ResourceUnavailableException;
import org.apache.ratis.server.RaftConfiguration;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage.StartupOption;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyServerBuilder;
import org.apache.ratis.util.ExitUtils;
import org.apache.ratis.util.LifeCycle;
import org.jspecify.annotations.Nullable;

/**
 * Ratis' server of this node, and what is asked of it. Requests are made to this very node: {@link
 * LeaderCalls} brings them to the leader. Safe for any thread.
 */
final class RaftNode implements AutoCloseable {
  private static final long SNAPSHOT_TIMEOUT_MILLIS = 60_000;

  private final RatisConfig config;
  private final RaftGroupId group;
  private final ReplicatedState state;
  private final RaftServer server;
  private final RaftServer.Division division;
  private final PeerGuard guard;
  private final ClientId client = ClientId.randomId();
  private final AtomicLong calls = new AtomicLong();

  private RaftNode(
      RatisConfig config,
      RaftGroupId group,
      ReplicatedState state,
      RaftServer server,
      RaftServer.Division division,
      PeerGuard guard) {
    this.config = config;
    this.group = group;
    this.state = state;
    this.server = server;
    this.division = division;
    this.guard = guard;
  }

  /**
   * Opens the directory and begins to listen. Does not wait for others.
   *
   * @throws StateStoreException if the directory or the address cannot be used
   */
  static RaftNode open(
      RatisConfig config,
      DataDirectory directory,
      ReplicatedState state,
      @Nullable GrpcTlsConfig tls,
      Function<byte[], CompletableFuture<byte[]>> handler,
      List<ServerInterceptor> interceptors) {
    RaftGroupId group = RaftSettings.group(config.cluster());
    Parameters parameters = new Parameters();
    if (tls != null) {
      GrpcConfigKeys.TLS.setConf(parameters, tls);
    }
    PeerGuard guard = new PeerGuard(directory.peer());
    GrpcConfigKeys.Server.setServicesCustomizer(
        parameters, new Services(guard, handler, interceptors));
    RaftProperties properties = RaftSettings.properties(config, directory.logs());
    RaftServer server = null;
    try {
      server =
          build(directory, group, state, properties, parameters, firstMembers(config, directory));
      RaftServer.Division division = server.getDivision(group);
      server.start();
      return new RaftNode(config, group, state, server, division, guard);
    } catch (IOException | RuntimeException e) {
      close(server);
      throw new StateStoreException(Reason.FAILED, explain(config, e), e);
    }
  }

  private static RaftServer build(
      DataDirectory directory,
      RaftGroupId group,
      ReplicatedState state,
      RaftProperties properties,
      Parameters parameters,
      List<RaftPeer> members)
      throws IOException {
    neverExit();
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(RaftNode.class.getClassLoader()); // Ratis finds classes with it
    try {
      Files.createDirectories(directory.logs());
      TornTail.cut(directory.logs());
      return RaftServer.newBuilder()
          .setServerId(directory.peer())
          .setGroup(RaftGroup.valueOf(group, members))
          .setOption(StartupOption.RECOVER)
          .setStateMachine(state)
          .setProperties(properties)
          .setParameters(parameters)
          .build();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** Ratis would end the process when it cannot listen, and at any thread's uncaught exception. */
  private static void neverExit() {
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    ExitUtils.disableSystemExit();
    Thread.setDefaultUncaughtExceptionHandler(before);
  }

  private static List<RaftPeer> firstMembers(RatisConfig config, DataDirectory directory) {
    if (config.listener()) {
      // Ratis must know from the start that this node is not to stand for election.
      return List.of(peer(directory.peer(), config.advertise(), false));
    }
    if (!config.bootstrap()) {
      return List.of();
    }
    if (config.peers().isEmpty()) {
      return List.of(peer(directory.peer(), config.advertise(), true));
    }
    List<RaftPeer> peers =
        config.peers().entrySet().stream()
            .map(each -> peer(DataDirectory.firstLife(each.getKey()), each.getValue(), true))
            .toList();
    boolean among = peers.stream().anyMatch(each -> each.getId().equals(directory.peer()));
    return among ? peers : List.of();
  }

  static RaftPeer peer(RaftPeerId id, HostPort address, boolean voting) {
    return RaftPeer.newBuilder()
        .setId(id)
        .setAddress(address.toString())
        .setStartupRole(voting ? RaftPeerRole.FOLLOWER : RaftPeerRole.LISTENER)
        .build();
  }

  private static String explain(RatisConfig config, Throwable error) {
    StringBuilder message =
        new StringBuilder(config.directory() + ", " + config.bind() + " cannot be used");
    for (Throwable each = error; each != null; each = each.getCause()) {
      if (each.getMessage() != null) {
        message.append(": ").append(each.getMessage());
      }
    }
    return message.toString();
  }

  RaftPeerId id() {
    return division.getId();
  }

  RaftGroupId group() {
    return group;
  }

  ReplicatedState state() {
    return state;
  }

  RatisConfig config() {
    return config;
  }

  RaftServer.Division division() {
    return division;
  }

  /** Whether Ratis has not ended this node's part. */
  boolean runs() {
    LifeCycle.State now = division.getInfo().getLifeCycleState();
    return !now.isClosingOrClosed() && now != LifeCycle.State.EXCEPTION;
  }

  boolean leads() {
    return division.getInfo().isLeader() && division.getInfo().isLeaderReady();
  }

  long term() {
    return division.getInfo().getCurrentTerm();
  }

  /** Returns who leads, as far as this node knows; it need not be a member in this node's view. */
  @Nullable RaftPeer leader() {
    RaftPeerId leader = division.getInfo().getLeaderId();
    return leader == null
        ? null
        : members().filter(each -> each.getId().equals(leader)).findFirst().orElse(null);
  }

  Stream<RaftPeer> members() {
    return Stream.concat(voters().stream(), listeners().stream());
  }

  Collection<RaftPeer> voters() {
    return configuration().getCurrentPeers(RaftPeerRole.FOLLOWER);
  }

  Collection<RaftPeer> listeners() {
    return configuration().getCurrentPeers(RaftPeerRole.LISTENER);
  }

  private RaftConfiguration configuration() {
    return division.getRaftConf();
  }

  boolean isMember() {
    return !voters().isEmpty() && members().anyMatch(each -> each.getId().equals(id()));
  }

  /** Whether a majority has agreed on who is a member. */
  boolean isSettled() {
    return configuration().getLogEntryIndex() <= division.getRaftLog().getLastCommittedIndex();
  }

  CompletableFuture<QuorumRounds.Confirmed> round() {
    return state.rounds().round(division);
  }

  /**
   * Puts an operation into the log, if this node leads. Blocks while the disk lags far behind.
   *
   * @return what became of it, never exceptionally
   */
  CompletableFuture<Wire.Reply> commit(byte[] operation) {
    long call = calls.incrementAndGet();
    RaftClientRequest request =
        RaftClientRequest.newBuilder()
            .setClientId(client)
            .setServerId(id())
            .setGroupId(group)
            .setCallId(call)
            .setMessage(Wire.message(operation))
            .setType(RaftClientRequest.writeRequestType())
            .build();
    return submitted(() -> server.submitClientRequestAsync(request))
        .handle(
            (reply, error) -> {
              boolean begun = state.hasBegun(call);
              state.forget(call);
              return reply(reply, error, begun);
            });
  }

  CompletableFuture<Wire.Reply> commit(Operation operation) {
    return commit(operation.encode());
  }

  private static Wire.Reply reply(
      @Nullable RaftClientReply reply, @Nullable Throwable error, boolean begun) {
    Throwable failure = reply == null ? unwrap(error) : reply.getException();
    if (reply != null && reply.isSuccess()) {
      return new Wire.Reply(Wire.Status.DONE, reply.getMessage().getContent().toByteArray());
    }
    if (failure instanceof ResourceUnavailableException) {
      return Wire.Reply.of(Wire.Status.REFUSED, "too many writes wait for the leader");
    }
    return begun
        ? Wire.Reply.of(Wire.Status.UNKNOWN, "the leader failed meanwhile: " + failure)
        : Wire.Reply.of(Wire.Status.NOT_LEADER, "");
  }

  CompletableFuture<RaftClientReply> setMembers(List<RaftPeer> voters, List<RaftPeer> listeners) {
    SetConfigurationRequest.Arguments arguments =
        SetConfigurationRequest.Arguments.newBuilder()
            .setMode(SetConfigurationRequest.Mode.COMPARE_AND_SET)
            .setServersInCurrentConf(List.copyOf(voters()))
            .setListenersInCurrentConf(List.copyOf(listeners()))
            .setServersInNewConf(voters)
            .setListenersInNewConf(listeners)
            .build();
    SetConfigurationRequest request =
        new SetConfigurationRequest(client, id(), group, calls.incrementAndGet(), arguments);
    return submitted(() -> server.setConfigurationAsync(request));
  }

  /** Has another node lead; with null, has this one step down, whoever leads next. */
  CompletableFuture<RaftClientReply> transfer(@Nullable RaftPeerId to, long timeoutMillis) {
    TransferLeadershipRequest request =
        new TransferLeadershipRequest(
            client, id(), group, calls.incrementAndGet(), to, timeoutMillis);
    return submitted(() -> server.transferLeadershipAsync(request));
  }

  /** Has a snapshot taken, if anything was applied since the last one. */
  CompletableFuture<RaftClientReply> snapshot() {
    SnapshotManagementRequest request =
        SnapshotManagementRequest.newCreate(
            client, id(), group, calls.incrementAndGet(), SNAPSHOT_TIMEOUT_MILLIS, 1);
    return submitted(() -> server.snapshotManagementAsync(request));
  }

  /** Something that Ratis may refuse by an exception as well as in its future. */
  private interface Submission {
    CompletableFuture<RaftClientReply> begin() throws IOException;
  }

  private static CompletableFuture<RaftClientReply> submitted(Submission submission) {
    try {
      return submission.begin();
    } catch (IOException | RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  static @Nullable Throwable unwrap(@Nullable Throwable error) {
    return error instanceof CompletionException && error.getCause() != null
        ? error.getCause()
        : error;
  }

  /** Stops taking part at once: no vote, no acknowledgement. Blocks for a few seconds. */
  void stop() {
    guard.close();
    division.close();
  }

  @Override
  public void close() {
    close(server);
  }

  private static void close(@Nullable RaftServer server) {
    if (server == null) {
      return;
    }
    try {
      server.close();
    } catch (IOException e) {
      RaftServer.LOG.warn("closing failed", e);
    }
  }

  /** Adds our own service and the guard to Ratis' gRPC server. */
  private record Services(
      PeerGuard guard,
      Function<byte[], CompletableFuture<byte[]>> handler,
      List<ServerInterceptor> interceptors)
      implements GrpcServices.Customizer {
    @Override
    public NettyServerBuilder customize(
        NettyServerBuilder builder, EnumSet<GrpcServices.Type> types) {
      builder.addService(PeerCalls.service(handler)).intercept(guard);
      interceptors.forEach(builder::intercept);
      return builder;
    }
  }
}
