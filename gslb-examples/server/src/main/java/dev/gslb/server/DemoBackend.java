package dev.gslb.server;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A small web server of the demonstration, at a loopback address of its own. {@code /down} makes
 * its health check fail, {@code /up} mends it.
 */
final class DemoBackend implements AutoCloseable {
  private final String region;
  private final InetAddress address;
  private int port;
  private @Nullable HttpServer http;
  private volatile boolean healthy = true;

  DemoBackend(String region, String address, int port) throws IOException {
    this.region = region;
    this.address = InetAddress.getByName(address);
    this.port = port;
    start();
  }

  /** Begins to answer: at the same port as before. */
  void start() throws IOException {
    HttpServer server;
    try {
      server = HttpServer.create(new InetSocketAddress(address, port), 0);
    } catch (IOException e) {
      throw new IOException(
          "a backend at " + address.getHostAddress() + ":" + port + ": " + e.getMessage(), e);
    }
    port = server.getAddress().getPort();
    healthy = true;
    server.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          if (path.equals("/down") || path.equals("/up")) {
            healthy = path.equals("/up");
          }
          String body = address.getHostAddress() + " in " + region + (healthy ? "" : ", failing");
          byte[] bytes = (body + "\n").getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(healthy ? 200 : 503, bytes.length);
          try (exchange;
              OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
          }
        });
    server.start();
    http = server;
  }

  /** Refuses connections from now on. */
  void stop() {
    if (http != null) {
      http.stop(0);
      http = null;
    }
  }

  String address() {
    return address.getHostAddress();
  }

  int port() {
    return port;
  }

  String region() {
    return region;
  }

  @Override
  public void close() {
    stop();
  }
}
