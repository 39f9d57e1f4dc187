package dev.gslb.server;

import com.sun.net.httpserver.HttpExchange;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Shows metrics and the state of the process over HTTP. */
final class MetricsEndpoint implements AutoCloseable {
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private final HttpService http;
  private final PrometheusMeterRegistry registry;
  private final JvmGcMetrics gc = new JvmGcMetrics();

  private MetricsEndpoint(HttpService http, PrometheusMeterRegistry registry) {
    this.http = http;
    this.registry = registry;
  }

  static MetricsEndpoint start(InetSocketAddress address, ReferenceServer server)
      throws IOException {
    HttpService http = HttpService.bind("metrics", address);
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    MetricsEndpoint endpoint = new MetricsEndpoint(http, registry);
    new ServerMetrics(server).bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    endpoint.gc.bindTo(registry);
    http.handle("/metrics", exchange -> reply(exchange, PROMETHEUS, 200, registry.scrape()));
    http.handle("/healthz", exchange -> reply(exchange, TEXT, 200, "ok\n"));
    http.handle(
        "/ready",
        exchange -> {
          Readiness readiness = server.readiness();
          reply(exchange, TEXT, readiness.ready() ? 200 : 503, readiness.text() + "\n");
        });
    http.begin();
    return endpoint;
  }

  private static void reply(HttpExchange exchange, String type, int status, String body)
      throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      if (!exchange.getRequestURI().getPath().equals(exchange.getHttpContext().getPath())) {
        send(exchange, TEXT, 404, "not found\n");
      } else if (!method.equals("GET") && !method.equals("HEAD")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        send(exchange, TEXT, 405, "GET or HEAD\n");
      } else {
        send(exchange, type, status, body);
      }
    }
  }

  private static void send(HttpExchange exchange, String type, int status, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  InetSocketAddress address() {
    return http.address();
  }

  @Override
  public void close() {
    http.close();
    gc.close();
    registry.close();
  }
}
