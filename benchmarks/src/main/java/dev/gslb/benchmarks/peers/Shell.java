package dev.gslb.benchmarks.peers;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs programs that end by themselves. */
final class Shell {
  private Shell() {}

  /** Runs a program and returns what it printed, both streams. It must end with 0. */
  static List<String> lines(String... command) throws IOException {
    return lines(List.of(command));
  }

  /** Runs a program and returns what it printed, both streams. It must end with 0. */
  static List<String> lines(List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .start();
    try {
      String text =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
              .stripTrailing();
      int code = process.waitFor();
      if (code != 0) {
        throw new IOException(String.join(" ", command) + " ended with " + code + ":\n" + text);
      }
      return text.lines().toList();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted: " + String.join(" ", command), e);
    } finally {
      process.destroy();
    }
  }
}
