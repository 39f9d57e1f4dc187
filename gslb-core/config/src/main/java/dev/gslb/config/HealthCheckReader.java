package dev.gslb.config;

import dev.gslb.spi.HealthMonitorProvider;
import dev.gslb.zone.HealthCheckConfig;
import dev.gslb.zone.Options;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code health_check} sections. What every kind has is read here; the rest are options,
 * which the health monitor checks.
 */
final class HealthCheckReader {
  private static final String[] COMMON = {
    "type", "interval", "timeout", "failure_threshold", "success_threshold", "port"
  };
  private static final String HOST = "host";
  private static final int HIGHEST_THRESHOLD = 1_000;

  private final List<HealthMonitorProvider> monitors;
  private final Problems problems;
  private final Set<HealthCheckConfig> validated = new HashSet<>();

  HealthCheckReader(List<HealthMonitorProvider> monitors, Problems problems) {
    this.monitors = monitors;
    this.problems = problems;
  }

  /**
   * A check of which only the target is open.
   *
   * @param section where it is declared
   * @param template the check, of a target that stands for any
   * @param port what to connect to; 0 for the server's own
   */
  record Declared(Node.Section section, HealthCheckConfig template, int port) {}

  /** Reads a section. Returns null if it cannot be used. */
  @Nullable Declared read(MapReader reader) {
    String kind = reader.required("type", "the kind of check, such as http");
    Duration interval = reader.duration("interval");
    Duration longest = interval == null ? HealthCheckConfig.DEFAULT_INTERVAL : interval;
    Duration timeout = reader.duration("timeout");
    if (timeout == null) {
      Duration usual = HealthCheckConfig.DEFAULT_TIMEOUT;
      timeout = usual.compareTo(longest) > 0 ? longest : usual;
    }
    int failures =
        reader.integer(
            "failure_threshold", HealthCheckConfig.DEFAULT_FAILURE_THRESHOLD, 1, HIGHEST_THRESHOLD);
    int successes =
        reader.integer(
            "success_threshold", HealthCheckConfig.DEFAULT_SUCCESS_THRESHOLD, 1, HIGHEST_THRESHOLD);
    int port = reader.integer("port", 0, 1, 0xFFFF);
    Options options = Scalars.options(reader.without(COMMON), problems);
    if (kind.isEmpty()) {
      return null;
    }
    Duration within = timeout;
    HealthCheckConfig template =
        reader.make(
            () ->
                HealthCheckConfig.of(kind, "127.0.0.1", 1)
                    .every(longest, within)
                    .thresholds(failures, successes)
                    .options(options));
    return template == null ? null : new Declared(reader.section(), template, port);
  }

  /**
   * Aims a check at a server.
   *
   * @param hostOption the server's own {@code host}; null if it has none
   */
  HealthCheckConfig aim(
      Declared declared, String target, int serverPort, Node.@Nullable Scalar hostOption) {
    HealthCheckConfig template = declared.template();
    Options options = template.options();
    Node.Section section = declared.section();
    if (hostOption != null) {
      options = options.with(HOST, hostOption.text());
      section = section.with(HOST, hostOption);
    }
    int port = declared.port() == 0 ? serverPort : declared.port();
    HealthCheckConfig aimed =
        new HealthCheckConfig(
            template.kind(),
            target,
            port,
            template.interval(),
            template.timeout(),
            template.failureThreshold(),
            template.successThreshold(),
            options);
    validate(aimed, section);
    return aimed;
  }

  private void validate(HealthCheckConfig config, Node.Section section) {
    if (monitors.isEmpty()) {
      problems.add(
          section.place(), config.kind(), "no health monitor on the class path, no checks");
      return;
    }
    if (!validated.add(config)) {
      return;
    }
    Node kind = section.get("type");
    Node.Section seen = kind == null ? section : section.with("kind", kind);
    problems.addFrom(seen, () -> monitors.get(0).validate(config));
  }
}
