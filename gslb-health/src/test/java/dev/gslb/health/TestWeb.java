package dev.gslb.health;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.SSLContext;

/** A web server on loopback that answers {@code /<status>} with that status, and keeps requests. */
final class TestWeb implements AutoCloseable {

  /** A request as it came. */
  record Seen(String method, String uri, Headers headers) {}

  private final HttpServer server;
  final BlockingQueue<Seen> seen = new LinkedBlockingQueue<>();

  private TestWeb(HttpServer server, int bodyBytes) {
    this.server = server;
    server.createContext("/", exchange -> answer(exchange, bodyBytes));
    server.start();
  }

  static TestWeb http() throws IOException {
    return http(0);
  }

  static TestWeb http(int port) throws IOException {
    return new TestWeb(HttpServer.create(loopback(port), 0), 3);
  }

  static TestWeb httpWithBody(int bytes) throws IOException {
    return new TestWeb(HttpServer.create(loopback(0), 0), bytes);
  }

  static TestWeb https(SSLContext context) throws IOException {
    HttpsServer server = HttpsServer.create(loopback(0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    return new TestWeb(server, 3);
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange, int bodyBytes) throws IOException {
    String path = exchange.getRequestURI().getPath();
    seen.add(
        new Seen(
            exchange.getRequestMethod(),
            exchange.getRequestURI().toString(),
            exchange.getRequestHeaders()));
    int status = path.matches("/\\d{3}") ? Integer.parseInt(path.substring(1)) : 200;
    if (status == 302) {
      exchange.getResponseHeaders().add("Location", "/200");
    }
    boolean body = exchange.getRequestMethod().equals("GET") && status != 204;
    try (exchange) {
      exchange.sendResponseHeaders(status, body ? bodyBytes : -1);
      if (body) {
        exchange.getResponseBody().write(new byte[bodyBytes]);
      }
    }
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }
}
