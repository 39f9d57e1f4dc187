package dev.gslb.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Octets that a JVM allocates for each packet, by the number of sockets that queries come from: the
 * channel remembers the last sender, and allocates for another one. Counted as young collections
 * times the size of eden, which is fixed and small; so exact to one collection, some 3 octets a
 * packet.
 */
final class Senders {
  private static final String FLAGS = "-XX:+UseSerialGC -Xmn1m -XX:+UsePerfData";
  private static final int[] SENDERS = {1, 16, 1_024, 4_096};
  private static final double OCTETS_A_PACKET = 128;
  private static final double OCTETS_A_KILOBYTE = 1_024;

  private Senders() {}

  static void run(Bench bench) throws IOException {
    Options options = bench.options();
    Workload workload = Workload.fixed(options.names());
    Path queries = bench.queries(workload);
    Table table = new Table("server", "senders", "octets a packet", "us/answer");
    for (Jdk jdk : bench.jdks()) {
      String name = "gslb " + jdk.major() + " nio";
      Peer peer = Ours.peer(name, options.root(), jdk, "nio", FLAGS);
      try (Lineup lineup = new Lineup(bench, Probe.Transport.UDP)) {
        lineup.add(peer, workload);
        lineup.run(
            1,
            (round, label, server) -> {
              for (int senders : SENDERS) {
                measure(bench, jdk, server, queries, senders, table);
              }
            });
      }
    }
    bench.report().table(table);
  }

  private static void measure(
      Bench bench, Jdk jdk, Running server, Path queries, int senders, Table table)
      throws IOException {
    Options options = bench.options();
    double allocatedBefore = allocatedOctets(jdk, server);
    Usage.Cpu cpuBefore = Usage.cpu(server.processes());
    Dnsperf.Outcome outcome =
        Dnsperf.run(
            Probe.Transport.UDP,
            server.port(),
            queries,
            senders,
            options.seconds(),
            options.loadCpu());
    Usage.Cpu used = Usage.cpu(server.processes()).since(cpuBefore);
    double octets = (allocatedOctets(jdk, server) - allocatedBefore) / outcome.answered();
    double micros = used.totalNanos() / 1e3 / outcome.answered();
    String name = server.peer().name();
    table.row(
        name,
        String.valueOf(senders),
        String.format(Locale.ROOT, "%.1f", octets),
        String.format(Locale.ROOT, "%.2f", micros));
    bench
        .report()
        .journal(
            "senders",
            "server",
            name,
            "senders",
            senders,
            "octetsAPacket",
            octets,
            "totalMicros",
            micros,
            "limit",
            OCTETS_A_PACKET);
  }

  /** What the young generation has taken in from the start to its last collection. */
  private static double allocatedOctets(Jdk jdk, Running server) throws IOException {
    List<String> lines = Shell.lines(jdk.program("jstat"), "-gc", String.valueOf(server.process()));
    List<String> header = List.of(lines.get(0).strip().split("\\s+", -1));
    String[] values = lines.get(1).strip().split("\\s+", -1);
    double collections = Double.parseDouble(values[header.indexOf("YGC")]);
    double eden = Double.parseDouble(values[header.indexOf("EC")]);
    return collections * eden * OCTETS_A_KILOBYTE;
  }
}
