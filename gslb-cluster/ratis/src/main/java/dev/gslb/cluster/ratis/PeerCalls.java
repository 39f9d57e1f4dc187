package dev.gslb.cluster.ratis;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.ratis.grpc.GrpcTlsConfig;
import org.apache.ratis.grpc.GrpcUtil;
import org.apache.ratis.thirdparty.io.grpc.CallOptions;
import org.apache.ratis.thirdparty.io.grpc.ManagedChannel;
import org.apache.ratis.thirdparty.io.grpc.MethodDescriptor;
import org.apache.ratis.thirdparty.io.grpc.ServerServiceDefinition;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.apache.ratis.thirdparty.io.grpc.netty.NegotiationType;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyChannelBuilder;
import org.apache.ratis.thirdparty.io.grpc.stub.ClientCalls;
import org.apache.ratis.thirdparty.io.grpc.stub.ServerCalls;
import org.apache.ratis.thirdparty.io.grpc.stub.StreamObserver;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SslContext;
import org.jspecify.annotations.Nullable;

/**
 * Requests and replies between nodes, in the format of {@link Wire}, on the port that Ratis listens
 * on. Ratis' own client is not used: it reports that another node leads to requests that the old
 * leader may have carried out. Safe for any thread.
 */
final class PeerCalls implements AutoCloseable {
  private static final String SERVICE = "dev.gslb.cluster.Peers";
  private static final MethodDescriptor<byte[], byte[]> CALL =
      MethodDescriptor.newBuilder(new Octets(), new Octets())
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, "Call"))
          .build();

  private static final long IDLE_SECONDS = 60;

  private final Map<HostPort, ManagedChannel> channels = new ConcurrentHashMap<>();
  private final @Nullable SslContext tls;
  private volatile boolean closed;

  PeerCalls(@Nullable GrpcTlsConfig tls) {
    this.tls = tls == null ? null : GrpcUtil.buildSslContextForClient(tls);
  }

  /** Makes the service of a node; the handler is called on threads of gRPC's and does not wait. */
  static ServerServiceDefinition service(Function<byte[], CompletableFuture<byte[]>> handler) {
    return ServerServiceDefinition.builder(SERVICE)
        .addMethod(
            CALL,
            ServerCalls.asyncUnaryCall(
                (request, observer) -> {
                  var unused =
                      handler
                          .apply(request)
                          .whenComplete((reply, error) -> answer(observer, reply, error));
                }))
        .build();
  }

  private static void answer(
      StreamObserver<byte[]> observer, byte @Nullable [] reply, @Nullable Throwable error) {
    if (reply != null) {
      observer.onNext(reply);
      observer.onCompleted();
    } else {
      observer.onError(Status.INTERNAL.withDescription(String.valueOf(error)).asException());
    }
  }

  /** Whether a request surely did not reach the other node. */
  static boolean wasNotSent(Throwable error) {
    for (Throwable each = error; each != null; each = each.getCause()) {
      if (each instanceof ConnectException) {
        return true;
      }
    }
    return false;
  }

  CompletableFuture<byte[]> call(HostPort to, byte[] request, Duration timeout) {
    CompletableFuture<byte[]> result = new CompletableFuture<>();
    if (closed) {
      result.completeExceptionally(new IllegalStateException("this node is closed"));
      return result;
    }
    try {
      ManagedChannel channel = channels.computeIfAbsent(to, this::connect);
      CallOptions options =
          CallOptions.DEFAULT.withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS);
      ClientCalls.asyncUnaryCall(
          channel.newCall(CALL, options), request, new Waiting(to, channel, result));
    } catch (RuntimeException e) {
      result.completeExceptionally(e);
    }
    return result;
  }

  private ManagedChannel connect(HostPort to) {
    NettyChannelBuilder builder =
        NettyChannelBuilder.forTarget(to.toString())
            .proxyDetector(address -> null)
            .idleTimeout(IDLE_SECONDS, TimeUnit.SECONDS)
            .maxInboundMessageSize(RaftSettings.mostMessageBytes());
    if (tls == null) {
      builder.negotiationType(NegotiationType.PLAINTEXT);
    } else {
      builder.useTransportSecurity().sslContext(tls);
    }
    return builder.build();
  }

  @Override
  public void close() {
    closed = true;
    channels.values().forEach(ManagedChannel::shutdownNow);
  }

  private final class Waiting implements StreamObserver<byte[]> {
    private final HostPort to;
    private final ManagedChannel channel;
    private final CompletableFuture<byte[]> result;

    Waiting(HostPort to, ManagedChannel channel, CompletableFuture<byte[]> result) {
      this.to = to;
      this.channel = channel;
      this.result = result;
    }

    @Override
    public void onNext(byte[] reply) {
      result.complete(reply);
    }

    @Override
    public void onError(Throwable error) {
      if (Status.fromThrowable(error).getCode() == Status.Code.DEADLINE_EXCEEDED) {
        // After a cut TCP repeats what was lost ever more seldom: a new connection is there sooner.
        channels.remove(to, channel);
        channel.shutdown();
      } else {
        // gRPC would wait for up to two minutes before it tries again.
        channel.resetConnectBackoff();
      }
      result.completeExceptionally(error);
    }

    @Override
    public void onCompleted() {
      result.completeExceptionally(new IllegalStateException("no reply"));
    }
  }

  private static final class Octets implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
