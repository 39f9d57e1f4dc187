package dev.gslb.config;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Finds files that a setting names, relative to the file that the setting stands in. */
final class NamedFile {
  private NamedFile() {}

  /**
   * Returns the path of a regular, readable file. Notes a problem, and returns null, if it is none.
   */
  static @Nullable Path find(
      Node.Scalar setting, String expected, Problems problems, Fingerprint.Recorder recorder) {
    try {
      Path path = setting.place().source().resolve(setting.text());
      recorder.add(path);
      if (Files.isRegularFile(path) && Files.isReadable(path)) {
        return path;
      }
      problems.add(setting.place(), path + " cannot be read", expected);
    } catch (InvalidPathException | SecurityException e) {
      problems.add(setting, expected);
    }
    return null;
  }
}
