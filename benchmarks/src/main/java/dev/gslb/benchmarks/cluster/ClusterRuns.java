package dev.gslb.benchmarks.cluster;

import java.nio.file.Path;

/** Runs one of the measurements of a cluster. */
public final class ClusterRuns {
  private ClusterRuns() {}

  /**
   * Runs it. Exits with 1 if what it promises was missed.
   *
   * @param arguments the launcher of the server; what to measure; how many runs
   */
  public static void main(String[] arguments) throws Exception {
    Path launcher = Path.of(arguments[0]);
    int runs = Integer.parseInt(arguments[2]);
    boolean kept =
        switch (arguments[1]) {
          case "leader" -> Failover.leader(launcher, runs);
          case "all" -> Failover.all(launcher, runs);
          case "override" -> OverrideSpread.measure(launcher, runs);
          case "faults" -> Faults.run(launcher, runs);
          case "partitions" -> Partitions.run(launcher, runs);
          case "disk" -> FullDisk.run(launcher, runs);
          case "idle" -> {
            Idle.measure(launcher);
            yield true;
          }
          default ->
              throw new IllegalArgumentException(
                  arguments[1]
                      + " (expected: leader, all, override, faults, partitions, disk or idle)");
        };
    System.exit(kept ? 0 : 1);
  }
}
