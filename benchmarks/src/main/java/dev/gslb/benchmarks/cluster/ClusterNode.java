package dev.gslb.benchmarks.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The reference server as a process of its own. */
final class ClusterNode implements AutoCloseable {
  private static final int DNS_PORT = 5353;
  private static final int API_PORT = 8080;
  private static final int GOSSIP_PORT = 7946;
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(PATIENCE).version(HttpClient.Version.HTTP_1_1).build();

  private final String name;
  private final Place place;
  private final Path folder;
  private final Path launcher;
  private final SteppedClock clock;
  private boolean ownClock;
  private @Nullable Process process;

  ClusterNode(String name, Place place, Path folder, Path launcher) {
    this.name = name;
    this.place = place;
    this.folder = folder;
    this.launcher = launcher;
    this.clock = new SteppedClock(folder.resolve("clock"));
  }

  /** Writes the configuration; the first node begins the cluster, the others join it. */
  void configure(Setup setup, List<ClusterNode> others, boolean first) throws IOException {
    Files.createDirectories(folder);
    String join =
        String.join(", ", others.stream().map(node -> "'" + node.gossip() + "'").toList());
    String address = place.address();
    Files.writeString(
        folder.resolve("gslb.yaml"),
        """
        mode: cluster
        dns: {listen_address: "%1$s:%2$d"}
        api: {address: "%1$s:%3$d"%4$s}
        overwatch: {data_dir: "%5$s"}
        cluster:
          node_name: %6$s
          bind_address: "%7$s"
          bootstrap: %8$s
          join: [%9$s]
        """
                .formatted(
                    address,
                    DNS_PORT,
                    API_PORT,
                    place.access().map(access -> ", token: \"" + access.token() + "\"").orElse(""),
                    state(),
                    name,
                    gossip(),
                    first,
                    first ? "" : join)
            + setup.serving()
            + place.access().map(ClusterNode::secured).orElse("")
            + setup.zones());
  }

  private static String secured(Access access) {
    return """
          gossip: {encryption_key: "%s"}
          raft: {tls: {cert: "%s", key: "%s", ca: "%s"}}
        """
        .formatted(access.gossipKey(), access.certificate(), access.key(), access.authority());
  }

  /** Sets its wall clock apart from the machine's, or lets it have that; from its next start on. */
  void ownClock(boolean own) throws IOException {
    clock.set(0);
    ownClock = own;
  }

  /** Its wall clock, if it was started with one of its own. */
  SteppedClock clock() {
    return clock;
  }

  /** The folder of what it must not lose. */
  Path state() {
    return folder.resolve("state");
  }

  private String gossip() {
    return place.address() + ":" + GOSSIP_PORT;
  }

  void start() throws IOException {
    List<String> command = new ArrayList<>(place.prefix());
    if (ownClock) {
      command.addAll(clock.prefix());
    }
    command.add(launcher.toString());
    command.addAll(List.of("serve", "--config", folder.resolve("gslb.yaml").toString()));
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
            .start();
  }

  String name() {
    return name;
  }

  InetSocketAddress dns() {
    return new InetSocketAddress(place.address(), DNS_PORT);
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
    URI uri = URI.create("http://" + place.address() + ":" + API_PORT + "/api/v1/" + path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(PATIENCE)
            .method(
                method,
                json == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(json));
    place.access().ifPresent(access -> request.header("Authorization", "Bearer " + access.token()));
    try {
      HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
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

  /** How often its log has a text. */
  long says(String text) {
    try (Stream<String> lines = Files.lines(log())) {
      return lines.filter(line -> line.contains(text)).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path log() {
    return folder.resolve("server.log");
  }

  /** Forgets everything, as a new machine in place of a lost one. */
  void wipe() throws IOException {
    try (Stream<Path> files = Files.walk(state())) {
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
