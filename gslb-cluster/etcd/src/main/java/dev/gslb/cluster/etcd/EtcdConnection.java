package dev.gslb.cluster.etcd;

import dev.gslb.cluster.etcd.EtcdSettings.Identity;
import dev.gslb.zone.Problem;
import dev.gslb.zone.RefusedException;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/**
 * The connections to all endpoints, and the threads: {@code gslb-etcd-io} reads and writes, {@code
 * gslb-etcd} tells results and watches, {@code gslb-etcd-election} does nothing but the election,
 * so that no listener of a watch costs this node its leadership. All are daemons.
 */
final class EtcdConnection implements AutoCloseable {

  /** The most bytes of one answer. A chunk of a listing is far smaller, but for large values. */
  static final int MAX_ANSWER_BYTES = 64 << 20;

  // A server that has gone without a word is noticed after both; etcd refuses less than 5 s.
  private static final int KEEPALIVE_SECONDS = 10;

  // gRPC waits up to 2 minutes before it connects anew; it is told to try this often.
  private static final int RECONNECT_MILLIS = 500;

  private final EventLoopGroup io;
  private final ManagedChannel channel;
  private final ScheduledThreadPoolExecutor executor = newExecutor("gslb-etcd");
  private final ScheduledThreadPoolExecutor electionExecutor = newExecutor("gslb-etcd-election");
  private final EtcdCalls calls;

  private EtcdConnection(EtcdSettings settings, EventLoopGroup io, ManagedChannel channel) {
    this.io = io;
    this.channel = channel;
    TokenCredentials credentials =
        settings
            .login()
            .map(login -> new TokenCredentials(channel, login, settings.timeout()))
            .orElse(null);
    calls = new EtcdCalls(channel, settings.timeout(), new Reachability(), credentials);
    var unused =
        executor.scheduleWithFixedDelay(
            this::reconnect, RECONNECT_MILLIS, RECONNECT_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Connects when first used. Blocks while it reads PEM files. */
  static EtcdConnection open(EtcdSettings settings) {
    NettyChannelBuilder builder = NettyChannelBuilder.forTarget("etcd:///");
    if (settings.identity().isPresent()) {
      builder.sslContext(sslContext(settings.identity().get()));
    } else {
      builder.usePlaintext();
    }
    EventLoopGroup io =
        new MultiThreadIoEventLoopGroup(1, threads("gslb-etcd-io"), NioIoHandler.newFactory());
    builder
        .eventLoopGroup(io)
        .channelType(NioSocketChannel.class)
        .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) settings.timeout().toMillis())
        .proxyDetector(address -> null)
        .defaultLoadBalancingPolicy("round_robin")
        .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
        .keepAliveTimeout(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)
        .keepAliveWithoutCalls(false)
        .maxInboundMessageSize(MAX_ANSWER_BYTES)
        .disableServiceConfigLookUp()
        .disableRetry();
    resolve(builder, settings);
    return new EtcdConnection(settings, io, builder.build());
  }

  // The other way is a registry that the whole JVM shares.
  @SuppressWarnings("deprecation")
  private static void resolve(NettyChannelBuilder builder, EtcdSettings settings) {
    builder.nameResolverFactory(EndpointResolver.factory(settings.endpoints()));
  }

  private static SslContext sslContext(Identity identity) {
    List<Problem> problems = new ArrayList<>();
    requireReadable("cert", identity.cert(), problems);
    requireReadable("key", identity.key(), problems);
    requireReadable("ca", identity.ca(), problems);
    if (!problems.isEmpty()) {
      throw new RefusedException(problems);
    }
    try {
      return GrpcSslContexts.forClient()
          .keyManager(identity.cert().toFile(), identity.key().toFile())
          .trustManager(identity.ca().toFile())
          .build();
    } catch (SSLException | IllegalArgumentException e) {
      String files = identity.cert() + ", " + identity.key() + ", " + identity.ca();
      String expected = "PEM files that belong together, the key in PKCS #8: " + e.getMessage();
      throw new RefusedException(List.of(new Problem("cert, key, ca", files, expected)));
    }
  }

  private static void requireReadable(String option, Path file, List<Problem> problems) {
    try {
      byte[] content = Files.readAllBytes(file);
      if (content.length == 0) {
        problems.add(new Problem(option, file.toString(), "a PEM file that is not empty"));
      }
    } catch (IOException e) {
      problems.add(new Problem(option, file.toString(), "a PEM file that can be read: " + e));
    }
  }

  EtcdCalls calls() {
    return calls;
  }

  ScheduledExecutorService executor() {
    return executor;
  }

  ScheduledExecutorService electionExecutor() {
    return electionExecutor;
  }

  private void reconnect() {
    if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
      channel.resetConnectBackoff();
    }
  }

  /** Lets calls end until their deadlines, then frees everything. Blocks. */
  @Override
  public void close() {
    channel.shutdown();
    try {
      if (!channel.awaitTermination(calls.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
        channel.shutdownNow();
        channel.awaitTermination(calls.timeout().toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      channel.shutdownNow();
      Thread.currentThread().interrupt();
    }
    electionExecutor.shutdown();
    executor.shutdown();
    var unused = io.shutdownGracefully(50, 1000, TimeUnit.MILLISECONDS);
  }

  private static ScheduledThreadPoolExecutor newExecutor(String name) {
    ScheduledThreadPoolExecutor made = new ScheduledThreadPoolExecutor(1, threads(name));
    made.setRemoveOnCancelPolicy(true);
    made.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    made.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
    return made;
  }

  private static ThreadFactory threads(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
