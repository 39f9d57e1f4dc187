package dev.gslb.config;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What files looked like at one moment: of each file where it really is, its inode, size and time
 * of change; of a directory its names; or that there was none. Two fingerprints of the same paths
 * that are equal stand for the same content. Immutable.
 */
public final class Fingerprint {
  private static final String ABSENT = "absent";

  private final SortedMap<Path, String> stamps;

  private Fingerprint(SortedMap<Path, String> stamps) {
    this.stamps = Collections.unmodifiableSortedMap(stamps);
  }

  /**
   * Looks at files now.
   *
   * @param paths files and directories, existing or not
   * @return their fingerprint
   */
  public static Fingerprint of(Collection<Path> paths) {
    Recorder recorder = new Recorder();
    paths.forEach(recorder::add);
    return recorder.fingerprint();
  }

  /**
   * Returns what was looked at.
   *
   * @return absolute paths
   */
  public Set<Path> paths() {
    return stamps.keySet();
  }

  /**
   * Looks at the same files again.
   *
   * @return how they are now
   */
  public Fingerprint again() {
    return of(paths());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Fingerprint that && stamps.equals(that.stamps);
  }

  @Override
  public int hashCode() {
    return stamps.hashCode();
  }

  @Override
  public String toString() {
    return stamps.toString();
  }

  /** Takes the stamp of each file before it is read. Confined to one thread. */
  static final class Recorder {
    private final SortedMap<Path, String> stamps = new TreeMap<>();

    /** Adds a path. The first stamp of a path stays. */
    void add(Path path) {
      stamps.computeIfAbsent(path.toAbsolutePath().normalize(), Recorder::stamp);
    }

    Fingerprint fingerprint() {
      return new Fingerprint(new TreeMap<>(stamps));
    }

    private static String stamp(Path path) {
      try {
        Path real = path.toRealPath();
        BasicFileAttributes file = Files.readAttributes(real, BasicFileAttributes.class);
        if (file.isDirectory()) {
          return real + " " + names(real);
        }
        return real + " " + file.fileKey() + " " + file.size() + " " + file.lastModifiedTime();
      } catch (IOException | SecurityException e) {
        return ABSENT;
      }
    }

    private static Map<String, Integer> names(Path directory) throws IOException {
      SortedSet<String> names = new TreeSet<>();
      try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
        stream.forEach(
            entry -> {
              String name = entry.getFileName().toString();
              if (!name.startsWith(".")) {
                names.add(name);
              }
            });
      } catch (DirectoryIteratorException e) {
        throw e.getCause();
      }
      return Map.of(String.join("/", names), names.size());
    }
  }
}
