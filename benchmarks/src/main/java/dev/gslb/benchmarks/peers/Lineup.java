package dev.gslb.benchmarks.peers;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Servers that are measured in turn. Each is started, checked and warmed up, and then stopped in
 * place (SIGSTOP) but while it is its turn. Every second round goes backwards: ours, peer, peer,
 * ours.
 */
final class Lineup implements AutoCloseable {
  static final int CLIENTS = 16;

  private static final int POLL_MILLIS = 20;
  private static final double NATIVE_WARM_UP_SECONDS = 0.5;

  private final Bench bench;
  private final Probe.Transport transport;
  private final Map<String, Running> servers = new LinkedHashMap<>();

  /** Measures one server in one round. */
  @FunctionalInterface
  interface Turn {
    void measure(int round, String label, Running server) throws IOException;
  }

  Lineup(Bench bench, Probe.Transport transport) {
    this.bench = bench;
    this.transport = transport;
  }

  void add(Peer peer, Workload workload) throws IOException {
    add(peer.name(), peer, workload);
  }

  /** Starts a server and makes it ready. The label must be new here. */
  void add(String label, Peer peer, Workload workload) throws IOException {
    Options options = bench.options();
    double nativeSeconds = Math.min(NATIVE_WARM_UP_SECONDS, options.warmUpSeconds());
    bench.report().progress("start " + label);
    Running server = bench.start(peer, workload);
    servers.put(label, server);
    Answers.awaitFirst(server, transport, POLL_MILLIS);
    Answers.check(server, transport);
    Dnsperf.run(
        transport,
        server.port(),
        bench.queries(workload),
        CLIENTS,
        peer.needsWarmUp() ? options.warmUpSeconds() : nativeSeconds,
        options.loadCpu());
    server.pause();
  }

  /** The labels, in the order of being added. */
  List<String> labels() {
    return List.copyOf(servers.keySet());
  }

  /** Measures each server once a round. */
  void run(int rounds, Turn turn) throws IOException {
    for (int round = 0; round < rounds; round++) {
      List<String> labels = labels();
      bench.report().progress("round " + (round + 1) + " of " + rounds);
      for (int i = 0; i < labels.size(); i++) {
        String label = labels.get(round % 2 == 0 ? i : labels.size() - 1 - i);
        Running server = requireNonNull(servers.get(label));
        server.resume();
        Answers.awaitFirst(server, transport, POLL_MILLIS);
        turn.measure(round, label, server);
        server.pause();
      }
    }
  }

  @Override
  public void close() {
    servers.values().forEach(bench::stop);
  }
}
