package dev.gslb.benchmarks.soak;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Does the server keep every promise at 80% load for long, with a reload each second and a flip of
 * health ten times a second? Prints a line a minute and fails if a query was lost that the kernel
 * did not count, an answer was wrong or older than the last reload, or memory grew.
 */
public final class Soak {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final int SOCKETS = 8;
  private static final int WINDOW = 256;
  private static final double SHARE = 0.8;

  /** Growth of the live heap that is not noise. */
  private static final long MOST_GROWTH = 8L << 20;

  private Soak() {}

  /**
   * Runs the soak.
   *
   * @param arguments minutes, at least 1, and the UDP transport
   */
  public static void main(String[] arguments) throws Exception {
    int minutes = Integer.parseInt(arguments[0]);
    Path directory = Files.createTempDirectory("soak");
    World world = new World();
    try (SoakedServer server = new SoakedServer(directory, arguments[1]);
        Load load = new Load(world, server.port(), SOCKETS)) {
      boolean kept = soak(minutes, world, server, load);
      System.exit(kept ? 0 : 1);
    } finally {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static boolean soak(int minutes, World world, SoakedServer server, Load load)
      throws IOException, InterruptedException, ExecutionException {
    load.saturate(WINDOW, 10 * SECOND);
    double most = load.saturate(WINDOW, 5 * SECOND);
    load.finish(SECOND);
    System.out.printf("%.0f answers a second at most; asking %.0f%n", most, SHARE * most);
    List<Integer> ports = new ArrayList<>(load.ports());
    ports.add(server.port());
    long dropsBefore = drops(ports);
    long lostBefore = load.lost;
    long sentBefore = load.sent;
    long start = System.nanoTime();
    ExecutorService other = Executors.newSingleThreadExecutor();
    Future<int[]> changes =
        other.submit(() -> change(world, server, start + 60L * minutes * SECOND));
    List<Long> heaps = new ArrayList<>();
    for (int minute = 1; minute <= minutes; minute++) {
      load.ask(SHARE * most, 60 * SECOND);
      heaps.add(liveHeap());
      System.out.printf(
          "minute %d: %,d sent, %d lost, %d counted by the kernel, %d stale, %d wrong, "
              + "live heap %,d kB, resident %s%n",
          minute,
          load.sent - sentBefore,
          load.lost - lostBefore,
          drops(ports) - dropsBefore,
          load.stale,
          load.wrong,
          heaps.get(minute - 1) >> 10,
          resident());
    }
    load.finish(5 * SECOND);
    int[] done = changes.get();
    other.shutdown();
    long lost = load.lost - lostBefore;
    long drops = drops(ports) - dropsBefore;
    long growth = heaps.get(minutes - 1) - heaps.get(0);
    System.out.printf(
        "%d reloads, %d flips; lost %d (the kernel counts %d), stale %d, wrong %d, "
            + "heap grew %,d kB%n",
        done[0], done[1], lost, drops, load.stale, load.wrong, growth >> 10);
    server.faults().forEach(System.out::println);
    return lost <= drops
        && load.stale == 0
        && load.wrong == 0
        && growth <= MOST_GROWTH
        && server.faults().isEmpty();
  }

  /** Reloads once a second and flips between; returns how often each. */
  private static int[] change(World world, SoakedServer server, long end) throws IOException {
    int generation = 0;
    int flips = 0;
    while (System.nanoTime() - end < 0) {
      long next = System.nanoTime() + SECOND;
      generation++;
      world.newestGeneration = generation;
      server.reload(generation);
      world.visibleGeneration = generation;
      while (System.nanoTime() - next < 0) {
        server.flip(false);
        world.flips.incrementAndGet();
        LockSupport.parkNanos(SECOND / 10);
        world.flips.incrementAndGet();
        server.flip(true);
        LockSupport.parkNanos(SECOND / 10);
        flips += 2;
      }
    }
    return new int[] {generation, flips};
  }

  private static long liveHeap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static String resident() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("unknown");
  }

  /** Datagrams that the kernel dropped at sockets with these local ports. */
  private static long drops(List<Integer> ports) throws IOException {
    long drops = 0;
    List<String> sockets = new ArrayList<>(Files.readAllLines(Path.of("/proc/net/udp")));
    // The JDK's sockets are of both families, and listed here even when they talk over IPv4.
    sockets.addAll(Files.readAllLines(Path.of("/proc/net/udp6")));
    for (String line : sockets) {
      String[] columns = line.strip().split("\\s+", -1);
      String local = columns[1];
      if (local.indexOf(':') > 0
          && ports.contains(Integer.parseInt(local.substring(local.lastIndexOf(':') + 1), 16))) {
        drops += Long.parseLong(columns[columns.length - 1]);
      }
    }
    return drops;
  }
}
