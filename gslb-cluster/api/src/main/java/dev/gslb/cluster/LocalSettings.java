package dev.gslb.cluster;

import dev.gslb.zone.OptionReader;
import dev.gslb.zone.Options;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The options of the kind {@code local}. */
record LocalSettings(Path path, Optional<Path> export, Duration exportInterval) {
  private static final Duration LEAST_INTERVAL = Duration.ofSeconds(1);
  private static final Duration DEFAULT_INTERVAL = Duration.ofHours(1);

  /** Reads them, and refuses all that are wrong. */
  static LocalSettings read(Options options) {
    OptionReader reader = new OptionReader(options);
    Path path = file(reader, "path", reader.optionalText("path"));
    if (path == null) {
      reader.problem("path", "nothing", "the path of a file");
      path = Path.of("");
    }
    Path export = file(reader, "export", reader.optionalText("export"));
    if (export != null && export.equals(path)) {
      reader.problem("export", export, "another file than path");
    }
    Duration interval = reader.duration("export_interval", DEFAULT_INTERVAL);
    if (interval.compareTo(LEAST_INTERVAL) < 0) {
      reader.problem("export_interval", interval, "1s or more");
    }
    reader.finish();
    return new LocalSettings(path, Optional.ofNullable(export), interval);
  }

  private static @Nullable Path file(OptionReader reader, String name, @Nullable String text) {
    if (text == null || text.isEmpty()) {
      return null;
    }
    try {
      return Path.of(text).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      reader.problem(name, text, "the path of a file");
      return null;
    }
  }
}
