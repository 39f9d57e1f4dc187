package dev.gslb.benchmarks.cluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The reference server as a process of its own, at an address of the loopback network that is its
 * alone, so that its ports are the same each time it starts.
 */
final class ClusterNode implements AutoCloseable {
  private static final int DNS_PORT = 5353;
  private static final int API_PORT = 8080;
  private static final int GOSSIP_PORT = 7946;
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(PATIENCE).version(HttpClient.Version.HTTP_1_1).build();

  private final String name;
  private final String address;
  private final Path folder;
  private final Path launcher;
  private @Nullable Process process;

  ClusterNode(String name, String address, Path folder, Path launcher) {
    this.name = name;
    this.address = address;
    this.folder = folder;
    this.launcher = launcher;
  }

  /** Writes the configuration; the first node begins the cluster, the others join it. */
  void configure(String answer, List<ClusterNode> others, boolean first) throws IOException {
    Files.createDirectories(folder);
    String join =
        String.join(", ", others.stream().map(node -> "'" + node.gossip() + "'").toList());
    Files.writeString(
        folder.resolve("gslb.yaml"),
        """
        mode: cluster
        dns: {listen_address: "%1$s:%2$d"}
        api: {address: "%1$s:%3$d"}
        overwatch: {data_dir: "%4$s"}
        cluster:
          node_name: %5$s
          bind_address: "%6$s"
          answer: %7$s
          bootstrap: %8$s
          join: [%9$s]
        regions:
          - name: here
            servers: [{address: 192.0.2.1}, {address: 192.0.2.2}]
        domains: [{name: www.example.com, routing_algorithm: failover, regions: [here]}]
        """
            .formatted(
                address,
                DNS_PORT,
                API_PORT,
                folder.resolve("state"),
                name,
                gossip(),
                answer,
                first,
                first ? "" : join));
  }

  private String gossip() {
    return address + ":" + GOSSIP_PORT;
  }

  void start() throws IOException {
    process =
        new ProcessBuilder(
                launcher.toString(), "serve", "--config", folder.resolve("gslb.yaml").toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("server.log").toFile()))
            .start();
  }

  String name() {
    return name;
  }

  InetSocketAddress dns() {
    return new InetSocketAddress(address, DNS_PORT);
  }

  long pid() {
    return running().pid();
  }

  boolean isAlive() {
    Process started = process;
    return started != null && started.isAlive();
  }

  private Process running() {
    Process started = process;
    if (started == null) {
      throw new IllegalStateException(name + " was not started");
    }
    return started;
  }

  /** Sends a signal, such as {@code KILL}. */
  void signal(String signal) throws IOException {
    long pid = running().pid();
    Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start();
    try {
      if (kill.waitFor() != 0) {
        throw new IOException("kill -" + signal + " of " + name + " failed");
      }
      if (signal.equals("KILL")) {
        running().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Asks the management address. Empty if it does not answer, or refuses. */
  Optional<String> send(String method, String path, @Nullable String json) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + address + ":" + API_PORT + "/api/v1/" + path))
            .timeout(PATIENCE)
            .method(
                method,
                json == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(json))
            .build();
    try {
      HttpResponse<String> response = HTTP.send(request, BodyHandlers.ofString());
      return response.statusCode() / 100 == 2 ? Optional.of(response.body()) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // the node is down, or cut off: that is what is measured
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** Whether this node says that it leads. */
  boolean leads() {
    return status().contains("\"leader\":\"" + name + "\"");
  }

  String status() {
    return send("GET", "cluster/status", null).orElse("");
  }

  /** Forgets everything, as a new machine in place of a lost one. */
  void wipe() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("state"))) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Waits until the process has ended by itself. */
  void awaitEnd() throws IOException {
    try {
      if (!running().waitFor(30, TimeUnit.SECONDS)) {
        throw new IOException(name + " does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() {
    Process started = process;
    if (started != null) {
      started.destroyForcibly();
      try {
        started.waitFor(10, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
