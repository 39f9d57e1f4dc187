package dev.gslb.benchmarks.peers;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Latency at a steady rate. gdnsd is measured twice a round, as two servers: their ratio is what
 * the load and the machine do by themselves.
 */
final class Latencies {
  private static final String GDNSD = "gdnsd";
  private static final int RATE = 50_000;
  private static final int QUICK_RATE = 5_000;
  private static final int ENDPOINTS = 3;
  private static final double SECONDS_MORE = 2; // times those of a round
  private static final double WARM_UP_SECONDS = 2;
  private static final double MOST_LOST = 0.5;
  private static final double OF_GDNSD = 2.0;
  private static final double NANOS_A_MICRO = 1e3;

  private static final int SENT = 0;
  private static final int ANSWERED = 1;
  private static final int WRONG = 2;
  private static final int MEDIAN = 3;
  private static final int P99 = 4;
  private static final int P999 = 5;
  private static final int HIGHEST = 6;
  private static final int DELAY = 7;

  private final Bench bench;
  private final Map<String, long[][]> samples = new LinkedHashMap<>();

  private Latencies(Bench bench) {
    this.bench = bench;
  }

  static void run(Bench bench) throws IOException {
    new Latencies(bench).run();
  }

  private void run() throws IOException {
    Workload workload = new Workload(bench.options().names(), ENDPOINTS);
    int rounds = bench.options().fewRounds();
    bench.report().heading(rate() + " queries a second, weighted among " + ENDPOINTS);
    try (Lineup lineup = new Lineup(bench, Probe.Transport.UDP)) {
      for (Peer peer : bench.ours()) {
        lineup.add(peer, workload);
      }
      lineup.add(GDNSD, Gdnsd.PEER, workload);
      lineup.add("gdnsd again", Gdnsd.PEER, workload);
      lineup.labels().forEach(label -> samples.put(label, new long[rounds][]));
      lineup.run(rounds, this::measure);
    }
    print();
  }

  /** A smoke test does not warm a JVM up enough for the full rate. */
  private int rate() {
    return bench.options().isQuick() ? QUICK_RATE : RATE;
  }

  private void measure(int round, String label, Running server) throws IOException {
    Options options = bench.options();
    List<String> words =
        Shell.lines(
            "taskset",
            "-c",
            String.valueOf(options.loadCpu()),
            ProcessHandle.current().info().command().orElse("java"),
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            SteadyLoad.class.getName(),
            String.valueOf(server.port()),
            String.valueOf(rate()),
            String.valueOf(SECONDS_MORE * options.seconds()),
            String.valueOf(Math.min(WARM_UP_SECONDS, options.warmUpSeconds())),
            String.valueOf(server.workload().names()));
    long[] figures =
        Arrays.stream(words.get(0).split(" ", -1)).mapToLong(Long::parseLong).toArray();
    if (figures[WRONG] > 0) {
      throw server.failure(figures[WRONG] + " wrong answers of " + figures[SENT]);
    }
    if (figures[ANSWERED] < (1 - MOST_LOST) * figures[SENT]) {
      throw server.failure(
          "answered "
              + figures[ANSWERED]
              + " of "
              + figures[SENT]
              + " (sent up to "
              + figures[DELAY]
              + " ns late, p99.9)");
    }
    requireNonNull(samples.get(label))[round] = figures;
    bench
        .report()
        .journal(
            "latency",
            "server",
            label,
            "round",
            round,
            "sent",
            figures[SENT],
            "answered",
            figures[ANSWERED],
            "p50Nanos",
            figures[MEDIAN],
            "p99Nanos",
            figures[P99],
            "p999Nanos",
            figures[P999],
            "highestNanos",
            figures[HIGHEST],
            "sendDelayP999Nanos",
            figures[DELAY]);
  }

  private void print() {
    Table table =
        new Table("server", "p50 us", "p99 us", "p99.9 us", "max us", "lost %", "sent late p99.9");
    samples.forEach(
        (label, rounds) ->
            table.row(
                label,
                micros(rounds, MEDIAN),
                micros(rounds, P99),
                micros(rounds, P999),
                micros(rounds, HIGHEST),
                String.format(Locale.ROOT, "%.3f", 100 * lostShare(rounds)),
                micros(rounds, DELAY)));
    bench.report().table(table);
    double[] ofGdnsd = values(requireNonNull(samples.get(GDNSD)), P999);
    samples.forEach(
        (label, rounds) -> compare(label, Estimate.ofRatios(values(rounds, P999), ofGdnsd)));
  }

  private void compare(String label, Estimate ratio) {
    String what = "p99.9, " + label + " : " + GDNSD;
    if (label.startsWith("gslb")) {
      bench.report().target("latency", what, ratio, OF_GDNSD);
    } else if (!label.equals(GDNSD)) {
      bench.report().comparison("latency", what, ratio);
    }
  }

  private static double[] values(long[][] rounds, int figure) {
    return Arrays.stream(rounds).mapToDouble(figures -> figures[figure]).toArray();
  }

  private static String micros(long[][] rounds, int figure) {
    double median = Estimate.of(values(rounds, figure)).median() / NANOS_A_MICRO;
    return String.format(Locale.ROOT, "%.1f", median);
  }

  private static double lostShare(long[][] rounds) {
    double sent = Arrays.stream(rounds).mapToLong(figures -> figures[SENT]).sum();
    double answered = Arrays.stream(rounds).mapToLong(figures -> figures[ANSWERED]).sum();
    return 1 - answered / sent;
  }
}
