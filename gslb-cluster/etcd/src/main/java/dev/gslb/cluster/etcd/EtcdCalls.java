package dev.gslb.cluster.etcd;

import dev.gslb.cluster.StateStoreException;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Calls of etcd, each with a deadline. A call that fails does so at once while no server can be
 * reached. Futures complete on the executor given, and exceptionally with a {@link
 * StateStoreException} that nothing is wrapped around. Safe for any thread.
 */
final class EtcdCalls {
  private final Channel channel;
  private final Duration timeout;
  private final Reachability reachability;
  private final @Nullable TokenCredentials credentials;
  private volatile boolean closed;

  EtcdCalls(
      Channel channel,
      Duration timeout,
      Reachability reachability,
      @Nullable TokenCredentials credentials) {
    this.channel = channel;
    this.timeout = timeout;
    this.reachability = reachability;
    this.credentials = credentials;
  }

  Duration timeout() {
    return timeout;
  }

  boolean closed() {
    return closed;
  }

  /** Has all later calls fail. */
  void close() {
    closed = true;
  }

  /** A call that changes nothing: when its server is lost, it is made once more. */
  <Q, A> CompletableFuture<A> read(MethodDescriptor<Q, A> method, Q request, Executor executor) {
    return read(method, request, executor, timeout);
  }

  <Q, A> CompletableFuture<A> read(
      MethodDescriptor<Q, A> method, Q request, Executor executor, Duration limit) {
    CompletableFuture<A> answer = new CompletableFuture<>();
    start(new Attempt<>(method, request, executor, limit, false, 2, answer));
    return answer;
  }

  /** A call that changes something. It is never made again if it may have been heard. */
  <Q, A> CompletableFuture<A> write(MethodDescriptor<Q, A> method, Q request, Executor executor) {
    CompletableFuture<A> answer = new CompletableFuture<>();
    start(new Attempt<>(method, request, executor, timeout, true, 2, answer));
    return answer;
  }

  /** Begins a call with many answers and no deadline. */
  <Q, A> ClientCall<Q, A> stream(MethodDescriptor<Q, A> method, Executor executor) {
    return channel.newCall(method, options(executor));
  }

  Reachability reachability() {
    return reachability;
  }

  /** Has the next call log in again. */
  void forgetToken() {
    if (credentials != null) {
      credentials.forget();
    }
  }

  private CallOptions options(Executor executor) {
    return CallOptions.DEFAULT.withExecutor(executor).withCallCredentials(credentials);
  }

  private <Q, A> void start(Attempt<Q, A> attempt) {
    if (closed) {
      attempt.answer.completeExceptionally(EtcdErrors.closed());
      return;
    }
    Outbound outbound = new Outbound();
    CallOptions options =
        options(attempt.executor)
            .withDeadlineAfter(attempt.limit.toMillis(), TimeUnit.MILLISECONDS)
            .withStreamTracerFactory(outbound);
    ClientCalls.asyncUnaryCall(
        channel.newCall(attempt.method, options),
        attempt.request,
        new StreamObserver<A>() {
          private @Nullable A value;

          @Override
          public void onNext(A message) {
            value = message;
          }

          @Override
          public void onError(Throwable error) {
            failed(attempt, outbound.sent, error);
          }

          @Override
          public void onCompleted() {
            A answer = value;
            if (answer == null) {
              onError(Status.INTERNAL.withDescription("no answer").asException());
              return;
            }
            reachability.answered();
            attempt.answer.complete(answer);
          }
        });
  }

  private <Q, A> void failed(Attempt<Q, A> attempt, boolean sent, Throwable error) {
    if (EtcdErrors.isOutage(error)) {
      reachability.failed(error);
    } else {
      reachability.answered();
    }
    boolean harmless = !attempt.writes || !sent;
    boolean lost = Status.fromThrowable(error).getCode() == Status.Code.UNAVAILABLE;
    if (EtcdErrors.isOldToken(error) && attempt.left > 1) {
      forgetToken();
      start(attempt.again());
    } else if (sent && harmless && lost && attempt.left > 1) {
      start(attempt.again());
    } else if (closed && harmless) {
      attempt.answer.completeExceptionally(EtcdErrors.closed());
    } else {
      attempt.answer.completeExceptionally(EtcdErrors.of(error, !harmless));
    }
  }

  /** One try of a call. */
  private record Attempt<Q, A>(
      MethodDescriptor<Q, A> method,
      Q request,
      Executor executor,
      Duration limit,
      boolean writes,
      int left,
      CompletableFuture<A> answer) {

    Attempt<Q, A> again() {
      return new Attempt<>(method, request, executor, limit, writes, left - 1, answer);
    }
  }

  /** Learns whether a call left this process. */
  private static final class Outbound extends ClientStreamTracer.Factory {
    private volatile boolean sent;

    @Override
    public ClientStreamTracer newClientStreamTracer(
        ClientStreamTracer.StreamInfo info, Metadata headers) {
      return new ClientStreamTracer() {
        @Override
        public void outboundHeaders() {
          sent = true;
        }
      };
    }
  }
}
