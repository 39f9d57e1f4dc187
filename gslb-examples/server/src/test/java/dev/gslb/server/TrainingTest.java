package dev.gslb.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class TrainingTest {
  private static Set<Path> leftBehind() throws IOException {
    try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("gslb-train"))
          .collect(Collectors.toSet());
    }
  }

  @Test
  void run_allQuestionsAndChecks_goAsExpectedAndLeaveNothing() throws Exception {
    Set<Path> before = leftBehind();
    Training.run();

    assertThat(before).containsAll(leftBehind());
  }
}
