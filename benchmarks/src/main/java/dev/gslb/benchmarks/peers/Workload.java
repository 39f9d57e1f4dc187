package dev.gslb.benchmarks.peers;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * What every server of a comparison serves and is asked: names {@code h0}, {@code h1}, ... under
 * one apex, each with one A record of its own or with a weighted choice among the same endpoints.
 *
 * @param names how many names
 * @param endpoints how many endpoints each name chooses from; 0 for one static record each
 */
record Workload(int names, int endpoints) {
  static final String APEX = "example.test";
  static final int TTL_SECONDS = 60;

  private static final int FEWEST_QUERIES = 100_000;
  private static final int STATIC_NETWORK = 10 << 24;
  private static final int ENDPOINT_NETWORK = 0xC000_0200; // 192.0.2.0
  private static final int FIRST_ENDPOINT = 11;

  static Workload fixed(int names) {
    return new Workload(names, 0);
  }

  boolean isWeighted() {
    return endpoints > 0;
  }

  static String owner(int name) {
    return "h" + name;
  }

  static String fullName(int name) {
    return owner(name) + "." + APEX;
  }

  /** The address of a static name. */
  static int staticAddress(int name) {
    return STATIC_NETWORK | name;
  }

  static int endpointAddress(int endpoint) {
    return ENDPOINT_NETWORK | (FIRST_ENDPOINT + endpoint);
  }

  /** 10, 20, 30 and so on. */
  static int weight(int endpoint) {
    return 10 * (endpoint + 1);
  }

  static String text(int address) {
    return (address >>> 24)
        + "."
        + (address >>> 16 & 0xFF)
        + "."
        + (address >>> 8 & 0xFF)
        + "."
        + (address & 0xFF);
  }

  /** Whether an answer with this address is right for a name. */
  boolean isRight(int name, int address) {
    if (!isWeighted()) {
      return address == staticAddress(name);
    }
    int endpoint = address - endpointAddress(0);
    return endpoint >= 0 && endpoint < endpoints;
  }

  /** How many questions {@link #writeQueries} writes. */
  int queries() {
    return Math.max(FEWEST_QUERIES, names);
  }

  /**
   * Writes a file of questions for dnsperf, uniformly drawn with a fixed seed: as many as there are
   * names, and at least 100,000.
   */
  void writeQueries(Path file) throws IOException {
    SplittableRandom random = new SplittableRandom(names);
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (int i = 0; i < queries(); i++) {
        out.append(fullName(random.nextInt(names))).append(" A\n");
      }
    }
  }

  /** Writes a master file with a static record for each name. */
  void writeZone(Path file) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.append("$ORIGIN " + APEX + ".\n").append(apexRecords());
      for (int i = 0; i < names; i++) {
        out.append(owner(i)).append(" IN A ").append(text(staticAddress(i))).append('\n');
      }
    }
  }

  /** What every zone begins with, relative to its apex. */
  static String apexRecords() {
    return """
        $TTL %d
        @ IN SOA ns1 hostmaster 1 3600 600 604800 60
        @ IN NS ns1
        ns1 IN A 192.0.2.1
        """
        .formatted(TTL_SECONDS);
  }
}
