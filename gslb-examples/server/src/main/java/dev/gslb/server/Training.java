package dev.gslb.server;

import dev.gslb.config.LaunchOptions;
import dev.gslb.spi.EndpointState;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What {@code bin/gslb train} runs while the JVM records the archive that later starts use: a
 * server's life from start to stop in some seconds, on loopback, with everything in it that the
 * first seconds of a real one need. What is not run here is not in the archive.
 */
final class Training {
  private static final int ROUNDS = 2_000;
  private static final int ROUNDS_OVER_TCP = 100;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long POLL_MILLIS = 20;

  private final Serving serving;
  private @Nullable volatile Exception failure;

  private Training(Serving serving) {
    this.serving = serving;
  }

  /** Ends the JVM with 0, or with 1 if the server did not do what it should. */
  public static void main(String[] arguments) {
    try {
      run();
      System.exit(0);
    } catch (Exception e) {
      if (!FailureText.print(e, System.err::println)) {
        e.printStackTrace(System.err);
      }
      System.exit(1);
    }
  }

  /** Runs a server and all that is asked of it. */
  static void run() throws Exception {
    Path folder = Files.createTempDirectory("gslb-train");
    Path file = folder.resolve("gslb.yaml");
    Path zone = folder.resolve("example.com.zone");
    try (DemoBackend backend = new DemoBackend("here", "127.0.0.1", 0)) {
      Files.writeString(zone, TrainingSite.ZONE);
      Files.writeString(file, TrainingSite.configuration(backend.port()));
      Path plain = PlainServe.file(new String[] {"serve", "--config", file.toString()});
      if (plain == null) {
        throw new IOException("the folder for temporary files cannot be used: " + folder);
      }
      Training training = new Training(new Serving(plain, LaunchOptions.NONE));
      training.serving.run(training::begin);
      if (training.failure != null) {
        throw training.failure;
      }
    } finally {
      Files.deleteIfExists(zone);
      Files.deleteIfExists(file);
      Files.deleteIfExists(folder);
    }
  }

  private void begin(ReferenceServer server) {
    Thread client =
        new Thread(
            () -> {
              try {
                exercise(server);
              } catch (Exception e) {
                failure = e;
              } finally {
                serving.stop();
              }
            },
            "gslb-training");
    client.setDaemon(true);
    client.start();
  }

  private static void exercise(ReferenceServer server) throws IOException, InterruptedException {
    InetSocketAddress dns = server.addresses().get(0);
    TrainingSite.askOverUdp(dns, ROUNDS);
    TrainingSite.askOverTcp(dns, ROUNDS_OVER_TCP);
    awaitVerdicts(server);
    server.reload();
    TrainingSite.askOverUdp(dns, 1);
    if (server.reloads() != 1) {
      throw new IOException("the configuration was not loaded again");
    }
    scrape(server.metricsAddress().orElseThrow());
  }

  private static void awaitVerdicts(ReferenceServer server)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!server.dns().states().states().stream().allMatch(EndpointState::up)) {
      if (System.nanoTime() - deadline > 0) {
        throw new IOException("the health checks found no server");
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  private static void scrape(InetSocketAddress address) throws IOException {
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      socket.setSoTimeout((int) TimeUnit.NANOSECONDS.toMillis(PATIENCE_NANOS));
      socket
          .getOutputStream()
          .write(
              "GET /metrics HTTP/1.1\r\nHost: gslb\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      String page = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      if (!page.contains("gslb_dns_queries_total")) {
        throw new IOException("the metrics are missing");
      }
    }
  }
}
