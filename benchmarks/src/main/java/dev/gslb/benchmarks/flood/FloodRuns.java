package dev.gslb.benchmarks.flood;

import java.nio.file.Path;

/** Runs the floods. */
public final class FloodRuns {
  private FloodRuns() {}

  /**
   * Runs them. Exits with 1 if what they promise was missed.
   *
   * @param arguments the launcher of the server; {@code full} or {@code quick}; {@code rate},
   *     {@code tcp} or {@code all}
   */
  public static void main(String[] arguments) throws Exception {
    Path launcher = Path.of(arguments[0]);
    boolean quick = arguments[1].equals("quick");
    boolean kept =
        switch (arguments[2]) {
          case "rate" -> rate(launcher, quick);
          case "tcp" -> tcp(launcher, quick);
          case "all" -> {
            boolean limited = rate(launcher, quick);
            yield tcp(launcher, quick) && limited;
          }
          default ->
              throw new IllegalArgumentException(arguments[2] + " (expected: rate, tcp or all)");
        };
    System.exit(kept ? 0 : 1);
  }

  private static boolean rate(Path launcher, boolean quick) throws Exception {
    return quick
        ? new RateRun(5, 2_000, 50).run(launcher)
        : new RateRun(60, 20_000, 100).run(launcher);
  }

  private static boolean tcp(Path launcher, boolean quick) throws Exception {
    return quick
        ? new TcpRun(5, 300, 60).run(launcher)
        : new TcpRun(60, 10_000, 1_000).run(launcher);
  }
}
