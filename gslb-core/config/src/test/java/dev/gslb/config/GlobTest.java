package dev.gslb.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
  @TempDir Path directory;

  private List<String> expand(String pattern) throws Exception {
    return Glob.expand(directory.resolve(pattern)).files().stream()
        .map(file -> directory.relativize(file).toString())
        .toList();
  }

  @Test
  void expand_twoAsterisks_matchAnyNumberOfDirectories() throws Exception {
    for (String file : List.of("a.yaml", "d/b.yaml", "d/e/c.yaml", "d/e/c.txt", ".x/d.yaml")) {
      TestPlugins.write(directory.resolve(file), "");
    }
    assertThat(expand("**/*.yaml")).containsExactly("a.yaml", "d/b.yaml", "d/e/c.yaml");
    assertThat(expand("**/**/?.yaml")).containsExactly("a.yaml", "d/b.yaml", "d/e/c.yaml");
    assertThat(expand("d/**")).containsExactly("d/b.yaml", "d/e/c.txt", "d/e/c.yaml");
    assertThat(expand("*/b.yaml")).containsExactly("d/b.yaml");
    assertThat(expand("none/*.yaml")).isEmpty();
  }

  @Test
  void expand_mountedConfigMap_showsEachFileOnce() throws Exception {
    TestPlugins.write(directory.resolve("..2026/a.yaml"), "");
    Files.createSymbolicLink(directory.resolve("..data"), Path.of("..2026"));
    Files.createSymbolicLink(directory.resolve("a.yaml"), Path.of("..data/a.yaml"));
    assertThat(expand("**/*.yaml")).containsExactly("a.yaml");
  }

  @ParameterizedTest
  @CsvSource({
    "*.yaml, a.yaml, true",
    "*.yaml, a.yml, false",
    "a*b*c, aXbXbXc, true",
    "a*b*c, aXbX, false",
    "?, ab, false",
    "*, anything, true"
  })
  void matches_name_followsThePattern(String pattern, String name, boolean expected) {
    assertThat(Glob.matches(pattern, name)).isEqualTo(expected);
  }
}
