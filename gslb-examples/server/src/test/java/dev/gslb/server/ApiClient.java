package dev.gslb.server;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.jspecify.annotations.Nullable;

/** Asks the management address of a server. */
final class ApiClient {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private ApiClient() {}

  record Answer(int status, String body) {}

  static Answer send(
      InetSocketAddress address,
      String method,
      String path,
      @Nullable String json,
      String... headers)
      throws Exception {
    String host = address.getAddress().getHostAddress();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://" + host + ":" + address.getPort() + "/api/v1/" + path))
            .method(
                method,
                json == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(json));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
    return new Answer(response.statusCode(), response.body());
  }
}
