package dev.gslb.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs dnsperf with one thread, as fast as the server answers. */
final class Dnsperf {
  /** Fewer than fit into the socket's default receive buffer, some 270 small datagrams. */
  private static final int UDP_OUTSTANDING = 200;

  private static final int TCP_OUTSTANDING = 400;
  private static final Pattern COMPLETED = Pattern.compile("Queries completed:\\s+(\\d+)");
  private static final Pattern SENT = Pattern.compile("Queries sent:\\s+(\\d+)");
  private static final Pattern RATE = Pattern.compile("Queries per second:\\s+([\\d.]+)");
  private static final Pattern SUCCESSES = Pattern.compile("Response codes:.*?NOERROR (\\d+)");

  private Dnsperf() {}

  /** What came of a load. */
  record Outcome(long sent, long answered, double rate) {
    double lostShare() {
      return sent == 0 ? 1 : 1 - (double) answered / sent;
    }
  }

  /** Loads a server for some seconds from so many clients, each with a socket of its own. */
  static Outcome run(
      Probe.Transport transport, int port, Path queries, int clients, double seconds, int cpu)
      throws IOException {
    return run(transport, port, queries, clients, cpu, "-l", String.valueOf(seconds));
  }

  /** Asks all questions of a file so many times. */
  static Outcome runTimes(int port, Path queries, int clients, int times, int cpu)
      throws IOException {
    return run(Probe.Transport.UDP, port, queries, clients, cpu, "-n", String.valueOf(times));
  }

  private static Outcome run(
      Probe.Transport transport, int port, Path queries, int clients, int cpu, String... limit)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("taskset", "-c", String.valueOf(cpu), "dnsperf"));
    command.addAll(List.of("-s", "127.0.0.1", "-p", String.valueOf(port)));
    boolean isUdp = transport == Probe.Transport.UDP;
    int outstanding = isUdp ? UDP_OUTSTANDING : TCP_OUTSTANDING;
    command.addAll(List.of("-m", isUdp ? "udp" : "tcp", "-q", String.valueOf(outstanding)));
    command.addAll(List.of("-d", queries.toString(), "-c", String.valueOf(clients), "-T", "1"));
    command.addAll(List.of(limit));
    String report = String.join("\n", Shell.lines(command));
    long answered = (long) number(COMPLETED, report);
    if (answered == 0 || number(SUCCESSES, report) < answered) {
      throw new IOException("not every answer is NOERROR:\n" + report);
    }
    return new Outcome((long) number(SENT, report), answered, number(RATE, report));
  }

  private static double number(Pattern pattern, String report) throws IOException {
    Matcher matcher = pattern.matcher(report);
    if (!matcher.find()) {
      throw new IOException("dnsperf's report has no " + pattern + ":\n" + report);
    }
    return Double.parseDouble(matcher.group(1));
  }
}
