package dev.gslb.benchmarks.memory;

import dev.gslb.GslbServer;
import dev.gslb.zone.Zone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Does a zone of ten million records load, serve, and give way to its next version while it serves,
 * and how soon do answers show a change of health meanwhile? The arguments are the number of
 * records and of endpoints.
 */
final class LargeZone {
  private static final long STEADY_SECONDS = 5;

  private LargeZone() {}

  /** Runs the phases and prints a line or two for each. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int records = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10_000_000;
    int endpoints = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 100_000;
    Path first = ZoneFile.write(RecordKind.A, records, 1);
    Path second = ZoneFile.write(RecordKind.A, records, 2);
    Heap heap = new Heap();
    Zone farm = Farm.zone(endpoints);
    try (GslbServer server = GslbServer.builder().zone(farm).start()) {
      Flips flips = new Flips(server, endpoints);
      Thread flipping = start(flips, "flips");
      TimeUnit.SECONDS.sleep(STEADY_SECONDS);
      flips.report();
      TimeUnit.SECONDS.sleep(STEADY_SECONDS);
      print("no zone loads", flips.report(), heap.report());

      long start = System.nanoTime();
      server.apply(List.of(farm, load(first)));
      print("first load", millis(start), flips.report(), heap.report());

      Answers answers = new Answers(server, records);
      answers.expect(1, 1);
      Thread asking = start(answers, "answers");
      TimeUnit.SECONDS.sleep(STEADY_SECONDS);
      print("serving", answers.report(), flips.report(), heap.report());

      start = System.nanoTime();
      Zone next = load(second);
      answers.expect(1, 2);
      server.apply(List.of(farm, next));
      answers.expect(2, 2);
      print("replacing", millis(start), answers.report(), flips.report(), heap.report());

      TimeUnit.SECONDS.sleep(STEADY_SECONDS);
      print("replaced", answers.report(), flips.report(), heap.report());
      answers.stop();
      asking.join();
      flips.stop();
      flipping.join();
      print("live heap", (Heap.liveBytes() >> 20) + " MiB", peakOfProcess());
    }
  }

  private static Zone load(Path file) {
    return Zone.builder(ZoneFile.APEX).addFile(file).build();
  }

  private static Thread start(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static String millis(long start) {
    return (System.nanoTime() - start) / 1_000_000 + " ms";
  }

  private static String peakOfProcess() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmHWM")) {
        return line.replaceAll("\\s+", " ");
      }
    }
    return "";
  }

  private static void print(String phase, String... lines) {
    System.out.println(phase);
    for (String line : lines) {
      System.out.println("    " + line);
    }
  }
}
