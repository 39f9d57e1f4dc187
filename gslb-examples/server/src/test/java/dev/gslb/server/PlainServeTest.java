package dev.gslb.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The start that needs no parser of arguments. */
final class PlainServeTest {
  @TempDir private Path folder;

  private static String[] words(String line) {
    return line.isEmpty() ? new String[0] : line.split(" ", -1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "serve --config my.yaml",
        "serve --config=my.yaml",
        "--config my.yaml",
        "--config=my.yaml"
      })
  void file_usualForms_isTheFile(String line) {
    assertThat(PlainServe.file(words(line))).isEqualTo(Path.of("my.yaml"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "serve",
        "serve --help",
        "serve --config",
        "serve --config=",
        "serve --config --help",
        "serve --config @arguments",
        "serve --config my.yaml --mode standalone",
        "serve serve --config my.yaml",
        "serve my.yaml --config",
        "check --config my.yaml",
        "--config",
        "--configuration my.yaml",
        "--version"
      })
  void file_anyOtherForm_isLeftToTheParser(String line) {
    assertThat(PlainServe.file(words(line))).isNull();
  }

  @Test
  void run_missingFile_saysTheSameAsTheProgram() {
    String file = folder.resolve("absent.yaml").toString();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode = PlainServe.run(Path.of(file), new PrintStream(err, true, UTF_8));
    Run program = Run.of("serve", "--config", file);

    assertThat(exitCode).isEqualTo(program.exitCode()).isEqualTo(1);
    assertThat(err.toString(UTF_8)).isEqualTo(program.err());
  }
}
