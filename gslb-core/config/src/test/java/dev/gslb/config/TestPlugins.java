package dev.gslb.config;

import dev.gslb.spi.ControlPort;
import dev.gslb.spi.HealthMonitor;
import dev.gslb.spi.HealthMonitorProvider;
import dev.gslb.spi.Router;
import dev.gslb.spi.RouterConfig;
import dev.gslb.spi.RouterProvider;
import dev.gslb.zone.HealthCheckConfig;
import dev.gslb.zone.OptionReader;
import dev.gslb.zone.Options;
import dev.gslb.zone.RefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Plugins with the names and options of the built-in ones, which live elsewhere. */
final class TestPlugins {
  static final List<RouterProvider> ROUTERS =
      List.of(
          new Named("round-robin", Set.of(), reader -> {}),
          new Named(
              "weighted", Set.of(), reader -> reader.oneOf("mode", "single", "single", "multi")),
          new Named("failover", Set.of(), reader -> {}),
          new Named("geo", Set.of("geolocation"), TestPlugins::readGeo),
          new Named("latency", Set.of(), TestPlugins::readLatency));

  static final List<HealthMonitorProvider> MONITORS = List.of(new Monitors());

  private TestPlugins() {}

  static ConfigLoader loader(Map<String, String> environment) {
    return new ConfigLoader(environment, ROUTERS, MONITORS);
  }

  /** Writes a file and loads it. */
  static ServerConfig load(Path directory, String yaml) {
    return loader(Map.of()).load(write(directory.resolve("gslb.yaml"), yaml));
  }

  static Path write(Path file, String content) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      return Files.writeString(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The problems of a refused file, its directory cut off, a line each. */
  static List<String> problems(Path directory, String yaml) {
    try {
      load(directory, yaml);
    } catch (RefusedException e) {
      return e.problems().stream()
          .map(problem -> problem.toString().replace(directory + "/", ""))
          .toList();
    }
    return List.of();
  }

  private static void readGeo(OptionReader reader) {
    reader.optionalText("database");
    for (Options region : reader.groups("regions")) {
      OptionReader inner = new OptionReader(region);
      inner.text("name", "");
      if (inner.texts("countries").contains("XX")) {
        reader.problem("regions[0].countries[0]", "XX", "a country");
      }
      inner.texts("continents");
      inner.finish();
    }
    reader.groups("custom_mappings");
    reader.optionalText("default_region");
  }

  private static void readLatency(OptionReader reader) {
    reader.decimal("smoothing_factor", 0.3, 0.001, 1);
    reader.integer("max_latency_ms", 0, 0, 3_600_000);
    reader.integer("min_samples", 3, 1, 1000);
  }

  private record Named(String name, Set<String> aliases, Consumer<OptionReader> options)
      implements RouterProvider {
    @Override
    public Router create(RouterConfig config) {
      OptionReader reader = new OptionReader(config.options());
      options.accept(reader);
      reader.finish();
      return (request, candidates, chosen) -> chosen.add(0);
    }
  }

  private static final class Monitors implements HealthMonitorProvider {
    @Override
    public void validate(HealthCheckConfig config) {
      Map<String, Object> values = new HashMap<>(config.options().values());
      values.remove("status");
      OptionReader reader = new OptionReader(new Options(values));
      switch (config.kind()) {
        case "http", "https" -> {
          reader.text("path", "/");
          reader.text("host", "");
          reader.oneOf("method", "GET", "GET", "HEAD");
          if (config.options().values().containsKey("fault")) {
            throw new IllegalStateException("a fault of the plugin");
          }
          reader.flag("verify_certificate", true);
        }
        case "tcp" -> {}
        default -> throw new RefusedException("kind", config.kind(), "one of http, https, tcp");
      }
      reader.finish();
    }

    @Override
    public HealthMonitor create(ControlPort control) {
      throw new UnsupportedOperationException();
    }
  }
}
