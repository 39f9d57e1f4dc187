package dev.gslb.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.zone.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every example of the reference is a configuration that loads. */
class DocumentationTest {
  private static final Path REFERENCE = Path.of("../../docs/configuration.md");
  private static final Pattern EXAMPLE = Pattern.compile("(?ms)^```yaml\\n(.*?)^```$");
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "GSLB_TTL", "30",
          "GSLB_TSIG", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
          "GSLB_COOKIE_SECRET", "00112233445566778899aabbccddeeff",
          "GSLB_API_TOKEN", "a-token-of-some-length");

  @TempDir Path directory;

  @Test
  void load_everyExampleOfTheReference_isAccepted() throws IOException {
    List<String> refused = new ArrayList<>();
    int examples = 0;
    Matcher match = EXAMPLE.matcher(Files.readString(REFERENCE));
    while (match.find()) {
      Path file = prepare(directory.resolve("example" + examples++), match.group(1));
      try {
        TestPlugins.loader(ENVIRONMENT).load(file);
      } catch (RefusedException e) {
        refused.add(match.group(1) + e.getMessage());
      }
    }
    assertThat(examples).isGreaterThanOrEqualTo(10);
    assertThat(refused).isEmpty();
  }

  /**
   * Puts an example beside a zone, which one about something else lacks, and the files it names.
   */
  private static Path prepare(Path directory, String example) {
    TestPlugins.write(directory.resolve("example.yaml"), example);
    TestPlugins.write(
        directory.resolve("zones/example.com.zone"),
        """
        $TTL 300
        @ SOA ns1 hostmaster 1 3600 600 1209600 60
        @ NS ns1
        ns1 A 192.0.2.53
        """);
    TestPlugins.write(directory.resolve("country.mmdb"), "");
    TestPlugins.write(directory.resolve("regions/europe.yaml"), "regions: []");
    return TestPlugins.write(
        directory.resolve("gslb.yaml"), "includes: example.yaml\nzones: [{name: zone.invalid}]");
  }
}
