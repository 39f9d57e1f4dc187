package dev.gslb.server;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Finds who answers a request: one class for each first word of the path. Safe for any thread. */
final class Api {
  /** How long most requests may take. */
  static final int SECONDS = 15;

  /** How long those may take that move much, such as all of the state. */
  static final int LONG_SECONDS = 60;

  private final OverridesApi overrides;
  private final ClusterApi cluster;
  private final HealthApi health;
  private final ServersApi servers;
  private final GeoApi geo;

  Api(ReferenceServer server, RuntimeState state) {
    this.overrides = new OverridesApi(state);
    this.cluster = new ClusterApi(state);
    this.health = new HealthApi(server, state);
    this.servers = new ServersApi(server, state);
    this.geo = new GeoApi(server, state);
  }

  ApiResponse answer(ApiRequest request) throws ApiFailure, IOException {
    List<String> path = request.path();
    return switch (path.get(0)) {
      case "overrides" -> overrides.answer(request);
      case "cluster" -> cluster.answer(request);
      case "health" -> health.answer(request);
      case "servers" -> servers.answer(request);
      case "geo" -> geo.answer(request);
      default -> throw notFound();
    };
  }

  static ApiFailure notFound() {
    return new ApiFailure(404, "no such resource");
  }

  static ApiFailure wrongMethod(String allowed) {
    return new ApiFailure(405, "not with this method (expected: " + allowed + ")");
  }

  static void require(ApiRequest request, String method) throws ApiFailure {
    if (!request.method().equals(method)) {
      throw wrongMethod(method);
    }
  }

  /** Waits for a result, which its maker bounds too; what it failed with is thrown as it is. */
  static <T> T await(CompletableFuture<T> result) throws ApiFailure {
    return await(result, SECONDS);
  }

  /** Waits longer. */
  static <T> T awaitLong(CompletableFuture<T> result) throws ApiFailure {
    return await(result, LONG_SECONDS);
  }

  private static <T> T await(CompletableFuture<T> result, int seconds) throws ApiFailure {
    try {
      return result.get(seconds, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new CompletionException(e.getCause());
    } catch (TimeoutException e) {
      throw new ApiFailure(504, "no outcome within " + seconds + " s: read before trying again");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApiFailure(503, "the server stops");
    }
  }
}
