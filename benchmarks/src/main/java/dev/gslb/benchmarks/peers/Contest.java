package dev.gslb.benchmarks.peers;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A comparison of CPU time for each answered query, under as much load as dnsperf can give. */
final class Contest implements AutoCloseable {
  private static final double MOST_LOST = 0.5;
  private static final double NANOS_A_MICRO = 1e3;

  private final Bench bench;
  private final String part;
  private final Probe.Transport transport;
  private final Lineup lineup;
  private final Map<String, Samples> samples = new LinkedHashMap<>();

  /** One server's figures, by round: microseconds and waits an answer, answers a second. */
  private static final class Samples {
    final double[] user;
    final double[] system;
    final double[] total;
    final double[] waits;
    final double[] rate;
    final double[] lostShare;

    Samples(int rounds) {
      user = new double[rounds];
      system = new double[rounds];
      total = new double[rounds];
      waits = new double[rounds];
      rate = new double[rounds];
      lostShare = new double[rounds];
    }
  }

  Contest(Bench bench, String part, Probe.Transport transport) {
    this.bench = bench;
    this.part = part;
    this.transport = transport;
    lineup = new Lineup(bench, transport);
  }

  void add(Peer peer, Workload workload) throws IOException {
    lineup.add(peer, workload);
  }

  void add(String label, Peer peer, Workload workload) throws IOException {
    lineup.add(label, peer, workload);
  }

  /** Runs all rounds and prints the table. */
  void run() throws IOException {
    int rounds = bench.options().rounds();
    for (String label : lineup.labels()) {
      samples.put(label, new Samples(rounds));
    }
    lineup.run(rounds, this::measure);
    print();
  }

  private void measure(int round, String label, Running server) throws IOException {
    Options options = bench.options();
    long waitsBefore = Usage.waits(server.processes());
    Usage.Cpu before = Usage.cpu(server.processes());
    Dnsperf.Outcome outcome =
        Dnsperf.run(
            transport,
            server.port(),
            bench.queries(server.workload()),
            Lineup.CLIENTS,
            options.seconds(),
            options.loadCpu());
    Usage.Cpu used = Usage.cpu(server.processes()).since(before);
    long waits = Usage.waits(server.processes()) - waitsBefore;
    if (outcome.lostShare() > MOST_LOST) {
      throw server.failure("lost most queries: " + outcome);
    }
    Samples to = requireNonNull(samples.get(label));
    double answers = NANOS_A_MICRO * outcome.answered();
    to.user[round] = used.userNanos() / answers;
    to.system[round] = used.systemNanos() / answers;
    to.total[round] = used.totalNanos() / answers;
    to.waits[round] = (double) waits / outcome.answered();
    to.rate[round] = outcome.rate();
    to.lostShare[round] = outcome.lostShare();
    bench
        .report()
        .journal(
            "cost",
            "part",
            part,
            "server",
            label,
            "round",
            round,
            "answered",
            outcome.answered(),
            "userMicros",
            to.user[round],
            "systemMicros",
            to.system[round],
            "totalMicros",
            to.total[round],
            "waits",
            to.waits[round],
            "rate",
            to.rate[round],
            "lostShare",
            to.lostShare[round]);
  }

  private void print() {
    Table table =
        new Table("server", "us/answer", "user", "system", "waits", "answers/s", "lost %");
    samples.forEach(
        (label, of) ->
            table.row(
                label,
                median(of.total, "%.2f"),
                median(of.user, "%.2f"),
                median(of.system, "%.2f"),
                median(of.waits, "%.3f"),
                median(of.rate, "%.0f"),
                String.format(Locale.ROOT, "%.2f", 100 * Estimate.of(of.lostShare).median())));
    bench.report().table(table);
  }

  private static String median(double[] values, String format) {
    return String.format(Locale.ROOT, format, Estimate.of(values).median());
  }

  /**
   * The cost of one server divided by that of another, by round; none if either did not take part.
   */
  double[] ratios(String label, String rival) {
    Samples own = samples.get(label);
    Samples others = samples.get(rival);
    return own == null || others == null ? new double[0] : Estimate.ratios(own.total, others.total);
  }

  /** Prints the ratio of two servers. */
  void compare(String label, String rival) {
    double[] ratios = ratios(label, rival);
    if (ratios.length > 0) {
      bench.report().comparison(part, label + " : " + rival, Estimate.of(ratios));
    }
  }

  /** Prints the ratio of two servers, and whether it is at most a limit. */
  void compare(String label, String rival, double limit) {
    double[] ratios = ratios(label, rival);
    if (ratios.length > 0) {
      bench.report().target(part, label + " : " + rival, Estimate.of(ratios), limit);
    }
  }

  @Override
  public void close() {
    lineup.close();
  }
}
