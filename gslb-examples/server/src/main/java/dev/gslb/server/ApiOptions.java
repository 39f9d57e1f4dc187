package dev.gslb.server;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where commands reach a running server, and how they ask it. */
final class ApiOptions {
  /** All of these are longer than the server takes itself. */
  static final Duration PATIENCE = Duration.ofSeconds(20);

  static final Duration LONG_PATIENCE = Duration.ofSeconds(75);
  static final Duration BACKUP_PATIENCE = Duration.ofMinutes(15);

  private static final int OK = 200;
  private static final int FIRST_REFUSAL = 300;

  @Option(
      names = "--api",
      paramLabel = "URL",
      description = "The server's management address (default: ${DEFAULT-VALUE}).",
      defaultValue = "http://127.0.0.1:8080")
  private URI api = URI.create("http://127.0.0.1:8080");

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description = "The server's token; better in the environment as GSLB_API_TOKEN.",
      defaultValue = "${env:GSLB_API_TOKEN}")
  private @Nullable String token;

  /** Sends a request and prints what the server says. Returns the exit code. */
  int send(
      String method,
      String path,
      @Nullable String json,
      Duration patience,
      PrintWriter out,
      PrintWriter err)
      throws IOException {
    HttpResponse<String> response =
        exchange(
            method, path, publisher(json), BodyHandlers.ofString(StandardCharsets.UTF_8), patience);
    boolean refused = response.statusCode() < OK || response.statusCode() >= FIRST_REFUSAL;
    String body = response.body().strip();
    if (!body.isEmpty()) {
      (refused ? err : out).println(body);
    }
    (refused ? err : out).flush();
    return refused ? 1 : 0;
  }

  <T> HttpResponse<T> exchange(
      String method,
      String path,
      HttpRequest.BodyPublisher body,
      HttpResponse.BodyHandler<T> handler,
      Duration patience)
      throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(api.resolve(ApiEndpoint.PREFIX + path))
            .timeout(patience)
            .header("Content-Type", "application/json")
            .method(method, body);
    if (token != null && !token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    try {
      HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
      return client.send(request.build(), handler);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (IOException e) {
      throw new IOException(
          api + " does not answer (expected: a server with api.enabled): " + e, e);
    }
  }

  private static HttpRequest.BodyPublisher publisher(@Nullable String json) {
    return json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json);
  }

  /** One piece of a path. */
  static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
