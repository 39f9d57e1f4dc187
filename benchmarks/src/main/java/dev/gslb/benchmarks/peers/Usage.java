package dev.gslb.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a server's processes have used: CPU time, and memory, from /proc.
 *
 * <p>CPU time is counted in ticks of 10 ms and includes threads that have ended, so those of a JIT
 * compiler and a collector too.
 */
final class Usage {
  private static final long NANOS_A_TICK = 10_000_000;
  private static final int USER_TICKS = 11;
  private static final int SYSTEM_TICKS = 12;
  private static final long OCTETS_A_KILOBYTE = 1_024;

  private Usage() {}

  /** CPU time so far, in nanoseconds. */
  record Cpu(long userNanos, long systemNanos) {
    Cpu since(Cpu earlier) {
      return new Cpu(userNanos - earlier.userNanos, systemNanos - earlier.systemNanos);
    }

    long totalNanos() {
      return userNanos + systemNanos;
    }
  }

  /** Memory in octets: resident, and with pages that processes share counted in shares. */
  record Memory(long residentOctets, long proportionalOctets) {}

  static Cpu cpu(List<Long> processes) throws IOException {
    long user = 0;
    long system = 0;
    for (long process : processes) {
      String stat = Files.readString(Path.of("/proc/" + process + "/stat"));
      // The name, in parentheses, may hold spaces.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      user += Long.parseLong(fields[USER_TICKS]);
      system += Long.parseLong(fields[SYSTEM_TICKS]);
    }
    return new Cpu(user * NANOS_A_TICK, system * NANOS_A_TICK);
  }

  /** How often the threads that are there have given the CPU back to wait, for a packet say. */
  static long waits(List<Long> processes) throws IOException {
    long waits = 0;
    for (long process : processes) {
      try (Stream<Path> threads = Files.list(Path.of("/proc/" + process + "/task"))) {
        for (Path thread : threads.toList()) {
          waits += number(thread.resolve("status"), "voluntary_ctxt_switches:");
        }
      }
    }
    return waits;
  }

  static Memory memory(List<Long> processes) throws IOException {
    long resident = 0;
    long proportional = 0;
    for (long process : processes) {
      Path rollup = Path.of("/proc/" + process + "/smaps_rollup");
      resident += OCTETS_A_KILOBYTE * number(rollup, "Rss:");
      proportional += OCTETS_A_KILOBYTE * number(rollup, "Pss:");
    }
    return new Memory(resident, proportional);
  }

  /** The number after a key; 0 if the process or the thread has ended. */
  private static long number(Path file, String key) throws IOException {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (NoSuchFileException ended) {
      return 0;
    }
    return lines.stream()
        .filter(line -> line.startsWith(key))
        .map(line -> line.substring(key.length()).strip().split(" ", -1)[0])
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElse(0);
  }
}
