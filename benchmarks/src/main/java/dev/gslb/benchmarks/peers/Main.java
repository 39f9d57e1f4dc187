package dev.gslb.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** The program behind {@code benchmarks/peers/run}: measures the parts that are named. */
public final class Main {
  private Main() {}

  /** Exits with 0 if every part ran, 1 if a server failed, 2 for wrong usage. */
  public static void main(String[] arguments) {
    if (List.of(arguments).contains("--help")) {
      System.out.print(Options.USAGE);
      return;
    }
    Options options;
    try {
      options = Options.parse(List.of(arguments));
    } catch (Options.UsageException e) {
      System.err.println(e.getMessage());
      System.err.print(Options.USAGE);
      System.exit(2);
      return;
    }
    System.exit(run(options) ? 0 : 1);
  }

  private static boolean run(Options options) {
    String time = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString().replace(":", "");
    Path journal = options.results().resolve(time + ".jsonl");
    try {
      Files.createDirectories(options.results());
      try (Report report = new Report(journal)) {
        boolean succeeded = measure(options, report);
        report.line("\nSamples: " + journal);
        return succeeded;
      }
    } catch (IOException e) {
      System.err.println("failed: " + e.getMessage());
      return false;
    }
  }

  /** On Ctrl-C too: the servers, and a load that runs. */
  private static void stopAll(Bench bench) {
    ProcessHandle.current()
        .children()
        .filter(child -> !bench.isServer(child.pid()))
        .forEach(ProcessHandle::destroy);
    bench.close();
  }

  /** Goes on with the next part when one fails. Returns whether none did. */
  private static boolean measure(Options options, Report report) throws IOException {
    Machine.describe(options, report);
    try (Bench bench = new Bench(options, report)) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAll(bench), "stop"));
      boolean succeeded = true;
      for (Part part : options.parts()) {
        try {
          part.run(bench);
        } catch (IOException | IllegalStateException e) {
          report.failure(part, e);
          succeeded = false;
        }
      }
      if (options.isQuick() && succeeded) {
        report.line("\nEvery server answered rightly. Figures of so short a run mean nothing.");
      }
      return succeeded;
    }
  }
}
