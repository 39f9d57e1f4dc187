package dev.gslb.benchmarks.peers;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What can be measured by itself. */
enum Part {
  UDP_GSLB("udp-gslb", "weighted answers over UDP: cost a query"),
  UDP_STATIC("udp-static", "static answers over UDP: cost a query"),
  TCP("tcp", "static answers over TCP, pipelined: cost a query"),
  GROWTH("growth", "cost a query by the number of names"),
  MEMORY("memory", "a large zone: time to load and memory"),
  START("start", "a small zone: time to the first answer, memory after a million"),
  LATENCY("latency", "percentiles at a steady rate"),
  SENDERS("senders", "octets that a JVM allocates a packet, by the number of senders"),
  FLOOR("floor", "the cost of answering in Java without looking");

  private static final int NAME_WIDTH = 12;

  private final String title;
  private final String description;

  Part(String title, String description) {
    this.title = title;
    this.description = description;
  }

  static Part named(String title) throws Options.UsageException {
    for (Part part : values()) {
      if (part.title.equals(title)) {
        return part;
      }
    }
    String all = Arrays.stream(values()).map(part -> part.title).collect(Collectors.joining(" "));
    throw new Options.UsageException(title + " (expected: an option, all, or " + all + ")");
  }

  /** One line for each. */
  static String descriptions() {
    return Arrays.stream(values())
        .map(part -> String.format("  %-" + NAME_WIDTH + "s %s%n", part.title, part.description))
        .collect(Collectors.joining());
  }

  /** Measures and reports. */
  void run(Bench bench) throws IOException {
    bench.report().line("\n## " + title + ": " + description);
    switch (this) {
      case UDP_GSLB -> Costs.udpWeighted(bench);
      case UDP_STATIC -> Costs.udpStatic(bench);
      case TCP -> Costs.tcp(bench);
      case GROWTH -> Costs.growth(bench);
      case MEMORY -> Starts.large(bench);
      case START -> Starts.small(bench);
      case LATENCY -> Latencies.run(bench);
      case SENDERS -> Senders.run(bench);
      case FLOOR -> Costs.floors(bench);
    }
  }
}
