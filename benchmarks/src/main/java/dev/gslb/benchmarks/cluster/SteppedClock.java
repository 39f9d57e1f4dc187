package dev.gslb.benchmarks.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** The wall clock of one process, by libfaketime. Its steady clock stays the machine's. */
final class SteppedClock {
  private final Path file;

  SteppedClock(Path file) {
    this.file = file;
  }

  /** Words that come before the command of the process. */
  List<String> prefix() throws IOException {
    return List.of(
        "env",
        "LD_PRELOAD=" + library(),
        "FAKETIME_TIMESTAMP_FILE=" + file,
        "FAKETIME_CACHE_DURATION=1",
        "FAKETIME_DONT_FAKE_MONOTONIC=1",
        "DONT_FAKE_MONOTONIC=1");
  }

  private static Path library() throws IOException {
    try (Stream<Path> found =
        Files.find(
            Path.of("/usr/lib"), 3, (path, attributes) -> path.endsWith("libfaketime.so.1"))) {
      return found.findFirst().orElseThrow(() -> new IOException("no libfaketime.so.1 found"));
    }
  }

  /** Sets the clock so many seconds before or after the machine's. */
  void set(int seconds) throws IOException {
    Files.createDirectories(file.getParent());
    Path next = file.resolveSibling("next");
    Files.writeString(next, (seconds < 0 ? "" : "+") + seconds + "s\n");
    Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
  }
}
