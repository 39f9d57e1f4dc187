package dev.gslb.benchmarks.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The place where servers are started: a folder of its own, removed at the end, and the list of
 * what runs. Closing it ends every server, also from a shutdown hook while another thread still
 * measures.
 */
final class Bench implements AutoCloseable {
  private final Options options;
  private final Report report;
  private final Path folder;
  private final Map<Workload, Path> queries = new HashMap<>();
  private final List<Running> servers = new ArrayList<>();
  private int started;
  private boolean isClosed;

  Bench(Options options, Report report) throws IOException {
    this.options = options;
    this.report = report;
    folder = Files.createTempDirectory("gslb-peers");
  }

  Options options() {
    return options;
  }

  Report report() {
    return report;
  }

  /** Configures and starts a server. It may not answer yet. */
  Running start(Peer peer, Workload workload) throws IOException {
    Path own = Files.createDirectory(folder.resolve("server" + started++));
    synchronized (servers) {
      if (isClosed) {
        throw new IllegalStateException("interrupted");
      }
      Running server = new Running(peer, workload, own, options.serverCpu());
      servers.add(server);
      return server;
    }
  }

  boolean isServer(long process) {
    synchronized (servers) {
      return servers.stream().anyMatch(server -> server.process() == process);
    }
  }

  void stop(Running server) {
    server.close();
    synchronized (servers) {
      servers.remove(server);
    }
  }

  /** A file of questions for dnsperf about a workload's names. */
  Path queries(Workload workload) throws IOException {
    Workload key = Workload.fixed(workload.names());
    Path file = queries.get(key);
    if (file == null) {
      file = folder.resolve("queries" + workload.names());
      key.writeQueries(file);
      queries.put(key, file);
    }
    return file;
  }

  /** Our servers: on JDK 25 with both transports, on JDK 17 with the one that it has. */
  List<Peer> ours() {
    List<Peer> ours = new ArrayList<>();
    options.jdk25().ifPresent(jdk -> ours.add(Ours.peer(options.root(), jdk, "linux")));
    options.jdk25().ifPresent(jdk -> ours.add(Ours.peer(options.root(), jdk, "nio")));
    options.jdk17().ifPresent(jdk -> ours.add(Ours.peer(options.root(), jdk, "nio")));
    return ours;
  }

  /** Our server on each JDK, with the transport that it prefers. */
  List<Peer> oursByJdk() {
    return Stream.of(
            options.jdk25().map(jdk -> Ours.peer(options.root(), jdk, "linux")),
            options.jdk17().map(jdk -> Ours.peer(options.root(), jdk, "nio")))
        .flatMap(Optional::stream)
        .toList();
  }

  List<Jdk> jdks() {
    return Stream.of(options.jdk25(), options.jdk17()).flatMap(Optional::stream).toList();
  }

  @Override
  public void close() {
    synchronized (servers) {
      isClosed = true;
      servers.forEach(Running::close);
      servers.clear();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      // Another thread may have removed it, or a server still writes; the system cleans up then.
    }
  }
}
