package dev.gslb.server;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import dev.gslb.cluster.StateStoreException;
import dev.gslb.config.ApiConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets clients in to {@link Api}, or not, and turns what becomes of a request into a response. */
final class ApiEndpoint implements AutoCloseable {
  static final String PREFIX = "/api/v1/";

  private static final Logger LOG = LoggerFactory.getLogger(ApiEndpoint.class);
  private static final String BEARER = "Bearer ";

  /** {@code localhost} or an address, which no name can look like, and perhaps a port. */
  private static final Pattern LOCAL_HOST =
      Pattern.compile(
          "(localhost|[0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[[0-9a-f:.]+(%[^\\]]*)?])(:[0-9]*)?",
          Pattern.CASE_INSENSITIVE);

  private final ApiConfig config;
  private final Api api;
  private final HttpService http;

  private ApiEndpoint(ApiConfig config, Api api, HttpService http) {
    this.config = config;
    this.api = api;
    this.http = http;
  }

  static ApiEndpoint start(ApiConfig config, Api api) throws IOException {
    HttpService http = HttpService.bind("api", config.address());
    ApiEndpoint endpoint = new ApiEndpoint(config, api, http);
    http.handle(PREFIX, endpoint::handle);
    http.begin();
    return endpoint;
  }

  InetSocketAddress address() {
    return http.address();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      try {
        admit(exchange);
        send(exchange, api.answer(new ApiRequest(exchange, PREFIX)));
      } catch (ApiFailure e) {
        send(exchange, ApiResponse.error(e.status(), String.valueOf(e.getMessage())));
      } catch (StateStoreException e) {
        send(exchange, ApiResponse.error(status(e), String.valueOf(e.getMessage())));
      } catch (RuntimeException e) {
        LOG.error("{} {} failed", exchange.getRequestMethod(), exchange.getRequestURI(), e);
        send(exchange, ApiResponse.error(500, "the server failed; its log says how"));
      }
    }
  }

  private static int status(StateStoreException failure) {
    return switch (failure.reason()) {
      case UNSUPPORTED -> 409;
      case UNKNOWN_OUTCOME -> 504;
      default -> 503;
    };
  }

  private void admit(HttpExchange exchange) throws ApiFailure {
    InetAddress client = exchange.getRemoteAddress().getAddress();
    boolean known =
        config.allowedNetworks().isEmpty()
            || config.allowedNetworks().stream().anyMatch(network -> network.contains(client));
    if (!known) {
      throw new ApiFailure(403, "not from this network");
    }
    if (config.token().isPresent()) {
      if (!isToken(exchange.getRequestHeaders().getFirst("Authorization"), config.token().get())) {
        exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
        throw new ApiFailure(401, "no such token (expected: Authorization: Bearer TOKEN)");
      }
    } else {
      refusePages(exchange.getRequestHeaders());
    }
  }

  /**
   * A page in a browser on this host may not speak for its user. Browsers say in these headers that
   * a page asks; or else the page's own name leads here, and stands in {@code Host} (DNS
   * rebinding).
   */
  private static void refusePages(Headers headers) throws ApiFailure {
    if (headers.containsKey("Origin") || headers.containsKey("Sec-Fetch-Site")) {
      throw new ApiFailure(403, "not from a browser, unless with a token");
    }
    List<String> hosts = headers.getOrDefault("Host", List.of());
    if (hosts.size() != 1 || !LOCAL_HOST.matcher(hosts.get(0)).matches()) {
      throw new ApiFailure(
          403, "Host " + hosts + " (expected: localhost or an IP address, unless with a token)");
    }
  }

  /** Takes the same time wherever two tokens differ. */
  private static boolean isToken(@Nullable String header, String token) {
    return header != null
        && header.startsWith(BEARER)
        && MessageDigest.isEqual(digest(header.substring(BEARER.length())), digest(token));
  }

  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static void send(HttpExchange exchange, ApiResponse response) throws IOException {
    try (BackupFile file = response.file()) {
      exchange.getResponseHeaders().set("Content-Type", response.type());
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      if (file != null) {
        exchange.sendResponseHeaders(response.status(), Files.size(file.path()));
        Files.copy(file.path(), exchange.getResponseBody());
        exchange.getResponseBody().close();
        return;
      }
    }
    byte[] body = response.body().getBytes(StandardCharsets.UTF_8);
    if (body.length == 0) {
      exchange.sendResponseHeaders(response.status(), -1);
      return;
    }
    exchange.sendResponseHeaders(response.status(), body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
