package com.example.hello;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the README shows is what this example runs. */
final class ReadmeSnippetTest {
  private static final Path README = Path.of("../../README.md");
  private static final Path SOURCE = Path.of("src/main/java/com/example/hello/Hello.java");
  private static final int MOST_LINES = 10;

  @Test
  void readme_javaBlock_isTheMarkedRegion() throws IOException {
    String shown = only("(?ms)^```java\\R(.*?)^```", README);
    String region = only("(?ms)^ *// begin: embed\\R(.*?)^ *// end: embed", SOURCE);

    assertThat(region.lines()).hasSizeBetween(1, MOST_LINES);
    assertThat(shown.stripTrailing().stripIndent()).isEqualTo(region.stripTrailing().stripIndent());
  }

  private static String only(String regex, Path file) throws IOException {
    Matcher matcher = Pattern.compile(regex).matcher(Files.readString(file));
    assertThat(matcher.find()).as("%s has %s", file, regex).isTrue();
    String found = matcher.group(1);
    assertThat(matcher.find()).as("%s has a second %s", file, regex).isFalse();
    return found;
  }
}
