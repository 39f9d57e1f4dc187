package dev.gslb.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A server that can take part: its name in tables, and how it is configured.
 *
 * @param name as printed
 * @param traits what the measurement must know of it
 * @param setup writes its configuration
 */
record Peer(String name, Traits traits, Setup setup) {
  /** What the measurement must know of a server. */
  enum Traits {
    /** Answers with records, at full speed at once. */
    NATIVE,
    /** Answers with records; its JVM needs warming up. */
    JVM,
    /** Runs in a JVM and answers every question with the same record. */
    FLOOR
  }

  /** Writes a server's configuration into an empty folder and says how to start it. */
  @FunctionalInterface
  interface Setup {
    Launch write(Path folder, int port, Workload workload) throws IOException;
  }

  /** A command in the foreground, and variables added to its environment. */
  record Launch(List<String> command, Map<String, String> environment) {
    static Launch of(String... command) {
      return new Launch(List.of(command), Map.of());
    }
  }

  boolean isFloor() {
    return traits == Traits.FLOOR;
  }

  boolean needsWarmUp() {
    return traits != Traits.NATIVE;
  }
}
