package dev.gslb.benchmarks.peers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Starts servers one at a time: how long until they answer, and how much memory they take. */
final class Starts {
  private static final int SMALL_ZONE = 10;
  private static final int SMALL_ZONE_ENDPOINTS = 3;
  private static final int QUERIES = 1_000_000;
  private static final int POLL_LARGE_MILLIS = 10;
  private static final int POLL_SMALL_MILLIS = 2;
  private static final double NANOS_A_SECOND = 1e9;
  private static final double OCTETS_A_MEGABYTE = 1_048_576;

  private static final double LOAD_SECONDS = 2.5;
  private static final double START_SECONDS = 1.0;
  private static final double PROCESS_MEGABYTES = 96;

  private final Bench bench;
  private final String part;
  private final Workload workload;

  private Starts(Bench bench, String part, Workload workload) {
    this.bench = bench;
    this.part = part;
    this.workload = workload;
  }

  /** One start: seconds to the first answer, megabytes after it and after a million queries. */
  private record Sample(
      double seconds, double resident, double proportional, double afterQueries) {}

  static void large(Bench bench) throws IOException {
    Workload workload = Workload.fixed(bench.options().manyNames());
    Starts starts = new Starts(bench, "memory", workload);
    bench.report().heading(workload.names() + " A records");
    starts.run(
        bench.oursByJdk(), List.of(Nsd.PEER, Knot.STATIC, Gdnsd.PEER), POLL_LARGE_MILLIS, true);
  }

  static void small(Bench bench) throws IOException {
    Workload workload = new Workload(SMALL_ZONE, SMALL_ZONE_ENDPOINTS);
    Starts starts = new Starts(bench, "start", workload);
    bench.report().heading(SMALL_ZONE + " names, weighted among " + SMALL_ZONE_ENDPOINTS);
    starts.run(
        bench.ours(), List.of(Gdnsd.PEER, Knot.GEOIP, PowerDns.PEER), POLL_SMALL_MILLIS, false);
  }

  private void run(List<Peer> ours, List<Peer> peers, int pollMillis, boolean isLoad)
      throws IOException {
    List<Peer> all = Stream.concat(ours.stream(), peers.stream()).toList();
    List<List<Sample>> samples =
        all.stream().map(peer -> (List<Sample>) new ArrayList<Sample>()).toList();
    int rounds = bench.options().fewRounds();
    for (int round = 0; round < rounds; round++) {
      bench.report().progress("round " + (round + 1) + " of " + rounds);
      for (int i = 0; i < all.size(); i++) {
        int turn = round % 2 == 0 ? i : all.size() - 1 - i;
        samples.get(turn).add(start(all.get(turn), round, pollMillis));
      }
    }
    Table table =
        new Table(
            "server", "seconds", "RSS MB", "PSS MB", "PSS MB after " + queries() + " queries");
    for (int i = 0; i < all.size(); i++) {
      table.row(
          all.get(i).name(),
          String.format(Locale.ROOT, "%.3f", seconds(samples.get(i)).median()),
          megabytes(samples.get(i).stream().mapToDouble(Sample::resident).toArray()),
          megabytes(samples.get(i).stream().mapToDouble(Sample::proportional).toArray()),
          megabytes(samples.get(i).stream().mapToDouble(Sample::afterQueries).toArray()));
    }
    bench.report().table(table);
    for (int i = 0; i < ours.size(); i++) {
      String name = ours.get(i).name();
      Estimate seconds = seconds(samples.get(i));
      if (isLoad) {
        bench.report().target(part, name + ", seconds to load", seconds, LOAD_SECONDS);
      } else {
        bench.report().target(part, name + ", seconds to the first answer", seconds, START_SECONDS);
        double[] after = samples.get(i).stream().mapToDouble(Sample::afterQueries).toArray();
        bench.report().target(part, name + ", PSS MB", Estimate.of(after), PROCESS_MEGABYTES);
      }
    }
  }

  /** Whole rounds through the file of questions, about a million in all. */
  private int queries() {
    return bench.options().isQuick() ? workload.queries() : Math.max(QUERIES, workload.queries());
  }

  private Sample start(Peer peer, int round, int pollMillis) throws IOException {
    Running server = bench.start(peer, workload);
    try {
      long nanos = Answers.awaitFirst(server, Probe.Transport.UDP, pollMillis);
      Usage.Memory loaded = Usage.memory(server.processes());
      Answers.check(server, Probe.Transport.UDP);
      Dnsperf.runTimes(
          server.port(),
          bench.queries(workload),
          Lineup.CLIENTS,
          queries() / workload.queries(),
          bench.options().loadCpu());
      Usage.Memory used = Usage.memory(server.processes());
      Sample sample =
          new Sample(
              nanos / NANOS_A_SECOND,
              loaded.residentOctets() / OCTETS_A_MEGABYTE,
              loaded.proportionalOctets() / OCTETS_A_MEGABYTE,
              used.proportionalOctets() / OCTETS_A_MEGABYTE);
      bench
          .report()
          .journal(
              "start",
              "part",
              part,
              "server",
              peer.name(),
              "round",
              round,
              "seconds",
              sample.seconds(),
              "rssMegabytes",
              sample.resident(),
              "pssMegabytes",
              sample.proportional(),
              "pssMegabytesAfterQueries",
              sample.afterQueries());
      return sample;
    } finally {
      bench.stop(server);
    }
  }

  private static Estimate seconds(List<Sample> samples) {
    return Estimate.of(samples.stream().mapToDouble(Sample::seconds).toArray());
  }

  private static String megabytes(double[] values) {
    return String.format(Locale.ROOT, "%.1f", Estimate.of(values).median());
  }
}
