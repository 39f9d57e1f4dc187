package dev.gslb.config;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.gslb.zone.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Loads any octets as a configuration: they are a configuration, or refused. An ordinary test run
 * loads the inputs kept in {@code YamlFuzzInputs}; with {@code JAZZER_FUZZ=1} in the environment it
 * looks for new ones.
 */
class YamlFuzz {
  private static final Map<String, String> ENVIRONMENT = Map.of("A", "1", "B", "b.example");

  @FuzzTest(maxDuration = "60s")
  void load_anyOctets_isLoadedOrRefused(byte[] octets) throws IOException {
    Path directory = Files.createTempDirectory("gslb-fuzz");
    Path file = Files.write(directory.resolve("gslb.yaml"), octets);
    try {
      ServerConfig config = TestPlugins.loader(ENVIRONMENT).load(file);
      if (config.zones().isEmpty()) {
        throw new AssertionError("a configuration without a zone");
      }
    } catch (RefusedException e) {
      if (e.problems().stream().anyMatch(problem -> !problem.place().contains("gslb.yaml"))) {
        throw new AssertionError("a problem without its place", e);
      }
    } finally {
      Files.delete(file);
      Files.delete(directory);
    }
  }
}
