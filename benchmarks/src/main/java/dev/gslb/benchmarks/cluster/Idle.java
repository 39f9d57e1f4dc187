package dev.gslb.benchmarks.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** What do three nodes cost that have nothing to do? */
final class Idle {
  private static final long SECOND = 1_000_000_000L;
  private static final int SETTLING_SECONDS = 30;
  private static final int SECONDS = 60;
  private static final int TICKS_A_SECOND = 100;
  private static final int USER_TICKS = 11;
  private static final int SYSTEM_TICKS = 12;

  private Idle() {}

  static void measure(Path launcher) throws IOException {
    try (ThreeNodes cluster = ThreeNodes.start(launcher, "leader")) {
      LockSupport.parkNanos(SETTLING_SECONDS * SECOND);
      long[] before = new long[cluster.nodes().size()];
      for (int i = 0; i < before.length; i++) {
        before[i] = ticks(cluster.nodes().get(i).pid());
      }
      LockSupport.parkNanos(SECONDS * SECOND);
      for (int i = 0; i < before.length; i++) {
        ClusterNode node = cluster.nodes().get(i);
        double share = (ticks(node.pid()) - before[i]) * 100.0 / TICKS_A_SECOND / SECONDS;
        System.out.printf(
            "node %s%s: PSS %d MB, CPU %.1f%% of one core%n",
            node.name(), node.leads() ? " (leads)" : "", proportional(node.pid()) >> 10, share);
      }
    }
  }

  private static long ticks(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]);
  }

  private static long proportional(long pid) throws IOException {
    List<String> lines = Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup"));
    return lines.stream()
        .filter(line -> line.startsWith("Pss:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .sum();
  }
}
