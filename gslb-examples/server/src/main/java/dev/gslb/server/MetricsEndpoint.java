package dev.gslb.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
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
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Shows metrics and the state of the process over HTTP. A request that has begun holds a thread
 * until it has been read and answered, so as many clients as there are threads can stall the rest
 * by sending half a request. The JDK limits the time of a request only by its system property
 * {@code sun.net.httpserver.maxReqTime} (seconds): set it where the address is not kept to
 * monitoring.
 */
final class MetricsEndpoint implements AutoCloseable {
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
  private static final int THREADS = 16;
  private static final int WAITING_REQUESTS = 64;
  private static final long IDLE_SECONDS = 30;

  private final HttpServer http;
  private final ExecutorService executor;
  private final PrometheusMeterRegistry registry;
  private final JvmGcMetrics gc = new JvmGcMetrics();

  private MetricsEndpoint(
      HttpServer http, ExecutorService executor, PrometheusMeterRegistry registry) {
    this.http = http;
    this.executor = executor;
    this.registry = registry;
  }

  static MetricsEndpoint start(InetSocketAddress address, ReferenceServer server)
      throws IOException {
    HttpServer http;
    try {
      http = HttpServer.create(address, 0);
    } catch (IOException e) {
      throw new IOException("metrics " + address + ": " + e.getMessage(), e);
    }
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING_REQUESTS),
            task -> {
              Thread thread = new Thread(task, "gslb-metrics");
              thread.setDaemon(true);
              return thread;
            });
    executor.allowCoreThreadTimeOut(true);
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    MetricsEndpoint endpoint = new MetricsEndpoint(http, executor, registry);
    new ServerMetrics(server).bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    endpoint.gc.bindTo(registry);
    http.setExecutor(executor);
    http.createContext("/metrics", exchange -> reply(exchange, PROMETHEUS, 200, registry.scrape()));
    http.createContext("/healthz", exchange -> reply(exchange, TEXT, 200, "ok\n"));
    http.createContext(
        "/ready",
        exchange -> {
          boolean ready = server.ready();
          reply(exchange, TEXT, ready ? 200 : 503, ready ? "ready\n" : "stopping\n");
        });
    http.start();
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
    return http.getAddress();
  }

  @Override
  public void close() {
    http.stop(0);
    executor.shutdownNow();
    gc.close();
    registry.close();
  }
}
