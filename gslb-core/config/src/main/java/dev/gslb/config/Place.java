package dev.gslb.config;

import org.jspecify.annotations.Nullable;

/**
 * Where a value stands: file, line and column, and the path of keys that leads there. Printed as
 * {@code gslb.yaml:41:13 domains[2].weight}.
 *
 * @param source the file
 * @param line from 1
 * @param column from 1
 * @param parent the place of the map or list around it; null for a document's root
 * @param segment the key, or {@code [index]}; empty for the root
 */
record Place(SourceFile source, int line, int column, @Nullable Place parent, String segment)
    implements Comparable<Place> {

  static Place root(SourceFile source) {
    return new Place(source, 1, 1, null, "");
  }

  Place child(String segment, int line, int column) {
    return new Place(source, line, column, this, segment);
  }

  /** A place for something that is not there: it has the position of what should hold it. */
  Place missing(String key) {
    return child(key, line, column);
  }

  String path() {
    if (parent == null) {
      return segment;
    }
    String outer = parent.path();
    return outer.isEmpty() || segment.startsWith("[") ? outer + segment : outer + "." + segment;
  }

  /** File, line and column, for a message about another place. */
  String position() {
    return source + ":" + line + ":" + column;
  }

  @Override
  public int compareTo(Place other) {
    int files = Integer.compare(source.ordinal(), other.source.ordinal());
    int lines = files != 0 ? files : Integer.compare(line, other.line);
    return lines != 0 ? lines : Integer.compare(column, other.column);
  }

  @Override
  public String toString() {
    String path = path();
    return path.isEmpty() ? position() : position() + " " + path;
  }
}
