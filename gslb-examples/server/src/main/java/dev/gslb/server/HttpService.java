package dev.gslb.server;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * An HTTP address with bounds: so many threads, so many requests that wait, and so long for a
 * client to send its request and to take the answer.
 */
final class HttpService implements AutoCloseable {
  private static final int THREADS = 16;
  private static final int WAITING_REQUESTS = 64;
  private static final int IDLE_SECONDS = 30;

  /** From the end of a request on: for its work, and for the client to take the answer. */
  static final int RESPONSE_SECONDS = 300;

  /** The JDK's own limits, which it takes from these properties alone. */
  private static final String MOST_REQUEST_SECONDS = "sun.net.httpserver.maxReqTime";

  private static final String MOST_RESPONSE_SECONDS = "sun.net.httpserver.maxRspTime";

  private final HttpServer http;
  private final ExecutorService executor;

  private HttpService(HttpServer http, ExecutorService executor) {
    this.http = http;
    this.executor = executor;
  }

  /** Binds an address; nothing is answered before {@link #begin}. */
  static HttpService bind(String name, InetSocketAddress address) throws IOException {
    limit(MOST_REQUEST_SECONDS, IDLE_SECONDS);
    limit(MOST_RESPONSE_SECONDS, RESPONSE_SECONDS);
    HttpServer http;
    try {
      http = HttpServer.create(address, 0);
    } catch (IOException e) {
      throw new IOException(name + " " + address + ": " + e.getMessage(), e);
    }
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING_REQUESTS),
            task -> {
              Thread thread = new Thread(task, "gslb-" + name);
              thread.setDaemon(true);
              return thread;
            });
    executor.allowCoreThreadTimeOut(true);
    http.setExecutor(executor);
    return new HttpService(http, executor);
  }

  private static void limit(String property, int seconds) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, String.valueOf(seconds));
    }
  }

  void handle(String path, HttpHandler handler) {
    http.createContext(path, handler);
  }

  void begin() {
    http.start();
  }

  InetSocketAddress address() {
    return http.getAddress();
  }

  @Override
  public void close() {
    http.stop(0);
    executor.shutdownNow();
  }
}
