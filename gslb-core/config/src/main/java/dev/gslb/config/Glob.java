package dev.gslb.config;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Finds the files that a pattern names: {@code *} and {@code ?} stand for characters of one name,
 * {@code **} for any number of directories. Names that begin with a dot are matched by neither, and
 * {@code **} does not follow symbolic links, so that a mounted ConfigMap shows each file once.
 */
final class Glob {
  private static final int MAX_ENTRIES = 20_000;

  private final SortedSet<Path> files = new TreeSet<>();
  private final SortedSet<Path> directories = new TreeSet<>();
  private int entries;

  /** Thrown when a pattern looks at too much. */
  static final class TooManyException extends IOException {
    private static final long serialVersionUID = 1L;

    TooManyException() {
      super("more than " + MAX_ENTRIES + " directory entries");
    }
  }

  static boolean isPattern(String text) {
    return text.indexOf('*') >= 0 || text.indexOf('?') >= 0;
  }

  /** Expands a pattern. */
  static Glob expand(Path pattern) throws IOException {
    Glob glob = new Glob();
    List<String> names = new ArrayList<>();
    for (Path name : pattern) {
      boolean again =
          name.toString().equals("**")
              && !names.isEmpty()
              && names.get(names.size() - 1).equals("**");
      if (!again) {
        names.add(name.toString());
      }
    }
    Path start = pattern.getRoot();
    glob.walk(start == null ? Path.of("") : start, names, 0);
    return glob;
  }

  /** The regular files that match, ordered by path. */
  SortedSet<Path> files() {
    return files;
  }

  /** The directories that were listed: a new file in one of them may match. */
  SortedSet<Path> directories() {
    return directories;
  }

  private void walk(Path directory, List<String> names, int at) throws IOException {
    if (++entries > MAX_ENTRIES) {
      throw new TooManyException();
    }
    if (at == names.size()) {
      if (Files.isRegularFile(directory)) {
        files.add(directory);
      }
      return;
    }
    String name = names.get(at);
    if (!isPattern(name)) {
      walk(directory.resolve(name), names, at + 1);
    } else if (name.equals("**")) {
      walkBelow(directory, names, at);
    } else {
      for (Path entry : list(directory)) {
        if (matches(name, entry.getFileName().toString())) {
          walk(directory.resolve(entry.getFileName()), names, at + 1);
        }
      }
    }
  }

  private void walkBelow(Path directory, List<String> names, int at) throws IOException {
    walk(directory, names, at + 1);
    for (Path entry : list(directory)) {
      boolean last = at + 1 == names.size();
      if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
        walk(entry, names, at);
      } else if (last && Files.isRegularFile(entry)) {
        files.add(entry);
      }
    }
  }

  private List<Path> list(Path directory) throws IOException {
    List<Path> found = new ArrayList<>();
    Path listed = directory.toString().isEmpty() ? Path.of(".") : directory;
    if (!Files.isDirectory(listed)) {
      return found;
    }
    directories.add(listed);
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(listed)) {
      for (Path entry : stream) {
        if (++entries > MAX_ENTRIES) {
          throw new TooManyException();
        }
        if (!entry.getFileName().toString().startsWith(".")) {
          found.add(directory.resolve(entry.getFileName()));
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return found;
  }

  /** Matches one name, going back to the last asterisk only, so in bounded time. */
  static boolean matches(String pattern, String name) {
    int p = 0;
    int n = 0;
    int star = -1;
    int mark = 0;
    while (n < name.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        mark = n;
      } else if (p < pattern.length()
          && (pattern.charAt(p) == '?' || pattern.charAt(p) == name.charAt(n))) {
        p++;
        n++;
      } else if (star >= 0) {
        p = star + 1;
        n = ++mark;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}
