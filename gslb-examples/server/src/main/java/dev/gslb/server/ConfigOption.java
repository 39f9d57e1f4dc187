package dev.gslb.server;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that names the configuration. */
final class ConfigOption {
  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "The YAML configuration.")
  private Path file = Path.of("gslb.yaml");

  Path file() {
    return file;
  }
}
