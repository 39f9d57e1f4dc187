package dev.gslb.cluster.etcd;

import com.google.protobuf.ByteString;
import dev.gslb.cluster.etcd.EtcdSettings.Login;
import io.etcd.jetcd.api.AuthGrpc;
import io.etcd.jetcd.api.AuthenticateRequest;
import io.etcd.jetcd.api.AuthenticateResponse;
import io.grpc.CallCredentials;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Adds to each call the token that etcd gave for a user and a password. It is asked for when first
 * needed, and again when it is found to be old. Safe for any thread.
 */
final class TokenCredentials extends CallCredentials {
  private static final Metadata.Key<String> TOKEN =
      Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);

  private final Channel channel;
  private final Login login;
  private final Duration timeout;
  private CompletableFuture<String> token; // guarded by this

  TokenCredentials(Channel channel, Login login, Duration timeout) {
    this.channel = channel;
    this.login = login;
    this.timeout = timeout;
    this.token = CompletableFuture.failedFuture(Status.UNAUTHENTICATED.asException());
  }

  /** The next call asks for a new token. */
  synchronized void forget() {
    if (token.isDone()) {
      token = CompletableFuture.failedFuture(Status.UNAUTHENTICATED.asException());
    }
  }

  @Override
  public void applyRequestMetadata(RequestInfo call, Executor executor, MetadataApplier applier) {
    var unused =
        token()
            .whenComplete(
                (text, error) -> {
                  if (error == null) {
                    Metadata headers = new Metadata();
                    headers.put(TOKEN, text);
                    applier.apply(headers);
                  } else {
                    applier.fail(Status.fromThrowable(error).augmentDescription("at the login"));
                  }
                });
  }

  private synchronized CompletableFuture<String> token() {
    if (token.isCompletedExceptionally()) {
      token = new CompletableFuture<>();
      AuthenticateRequest request =
          AuthenticateRequest.newBuilder()
              .setNameBytes(ByteString.copyFromUtf8(login.user()))
              .setPasswordBytes(ByteString.copyFromUtf8(login.password()))
              .build();
      CallOptions options =
          CallOptions.DEFAULT.withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS);
      ClientCalls.asyncUnaryCall(
          channel.newCall(AuthGrpc.getAuthenticateMethod(), options), request, answer(token));
    }
    return token;
  }

  private static StreamObserver<AuthenticateResponse> answer(CompletableFuture<String> token) {
    return new StreamObserver<>() {
      @Override
      public void onNext(AuthenticateResponse response) {
        token.complete(response.getToken());
      }

      @Override
      public void onError(Throwable error) {
        token.completeExceptionally(error);
      }

      @Override
      public void onCompleted() {}
    };
  }
}
