package dev.gslb.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each file of {@code bad-files.txt}, with the exact messages that it must lead to. */
class BadFilesTest {
  @TempDir Path directory;

  /** Cases are a line of {@code ###} and a title, the file, a line {@code --->}, the messages. */
  static Stream<Arguments> cases() throws Exception {
    List<Arguments> cases = new ArrayList<>();
    try (var in = BadFilesTest.class.getResourceAsStream("/bad-files.txt")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (String part : text.split("(?m)^### ", -1)) {
        if (!part.isBlank()) {
          int title = part.indexOf('\n');
          String[] halves = part.substring(title + 1).split("(?m)^--->\n", 2);
          cases.add(Arguments.of(part.substring(0, title), halves[0], halves[1].strip()));
        }
      }
    }
    return cases.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void load_badFile_saysExactlyWhatIsWrong(String title, String yaml, String expected) {
    assertThat(String.join("\n", TestPlugins.problems(directory, yaml))).isEqualTo(expected);
  }
}
