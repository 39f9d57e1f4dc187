package dev.gslb.cluster.etcd;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Runs programs to their ends. */
final class Programs {
  private Programs() {}

  static void run(Path directory, String... command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int code = process.onExit().orTimeout(30, TimeUnit.SECONDS).join().exitValue();
      if (code != 0) {
        throw new AssertionError(String.join(" ", command) + " ended with " + code + ": " + output);
      }
    } catch (IOException e) {
      throw new AssertionError(command[0] + " does not start", e);
    }
  }
}
