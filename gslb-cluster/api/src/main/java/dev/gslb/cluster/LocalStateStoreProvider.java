package dev.gslb.cluster;

import dev.gslb.zone.OptionReader;
import dev.gslb.zone.Options;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * The kind {@code local}: {@link LocalStateStore} in a file. Its one option, {@code path}, names
 * the file and is required. Safe for any thread.
 */
public final class LocalStateStoreProvider implements StateStoreProvider {

  /** Makes a provider. */
  public LocalStateStoreProvider() {}

  @Override
  public String kind() {
    return "local";
  }

  @Override
  public void validate(Options options) {
    path(options);
  }

  @Override
  public StateStore open(Options options) {
    return LocalStateStore.open(path(options));
  }

  private static Path path(Options options) {
    OptionReader reader = new OptionReader(options);
    String text = reader.text("path", "");
    Path path = Path.of("");
    try {
      path = Path.of(text);
    } catch (InvalidPathException e) {
      reader.problem("path", text, "the path of a file");
    }
    if (text.isEmpty()) {
      reader.problem("path", "nothing", "the path of a file");
    }
    reader.finish();
    return path;
  }
}
