package dev.gslb.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs programs of this host, without a shell. */
final class HostCommand {
  /** How long one may take; then so long again until it is gone. */
  static final long PATIENCE_SECONDS = 10;

  private static final int MOST_OUTPUT = 500;

  private HostCommand() {}

  /**
   * Runs a command and waits for its end.
   *
   * @throws IOException if it cannot begin, fails, takes too long or is interrupted; it has ended
   *     then
   */
  static void run(List<String> words) throws IOException {
    String command = String.join(" ", words);
    Path output = Files.createTempFile("gslb-anycast", ".txt");
    Process process = null;
    try {
      process =
          new ProcessBuilder(words)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      process.getOutputStream().close();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        end(process);
        throw new IOException(command + " takes longer than " + PATIENCE_SECONDS + " s");
      }
      if (process.exitValue() != 0) {
        throw new IOException(
            command + " exits with " + process.exitValue() + ": " + beginning(output));
      }
    } catch (InterruptedException e) {
      end(process);
      Thread.currentThread().interrupt();
      throw new IOException(command + " was interrupted", e);
    } finally {
      Files.deleteIfExists(output);
    }
  }

  /** What was begun must not come to pass behind what follows. */
  private static void end(@Nullable Process process) {
    if (process != null) {
      process
          .destroyForcibly()
          .onExit()
          .completeOnTimeout(process, PATIENCE_SECONDS, TimeUnit.SECONDS)
          .join();
    }
  }

  private static String beginning(Path output) throws IOException {
    byte[] bytes;
    try (var in = Files.newInputStream(output)) {
      bytes = in.readNBytes(MOST_OUTPUT);
    }
    return new String(bytes, StandardCharsets.UTF_8).strip();
  }
}
