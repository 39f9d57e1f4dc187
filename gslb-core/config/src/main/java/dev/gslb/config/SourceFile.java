package dev.gslb.config;

import java.nio.file.Path;

/**
 * A YAML file that is being read.
 *
 * @param path as it was named, for messages and as the base of relative paths
 * @param ordinal its place in the order of reading
 */
record SourceFile(Path path, int ordinal) {
  /** Resolves a path that this file names. */
  Path resolve(String relative) {
    return path.resolveSibling(relative);
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
