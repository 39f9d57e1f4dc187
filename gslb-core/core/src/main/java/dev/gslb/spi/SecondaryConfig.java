package dev.gslb.spi;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The zones that are taken from other servers.
 *
 * @param folder where they are kept, so that a start serves them at once; made if it is missing.
 *     Empty keeps them in memory only
 * @param maxRecords a transfer with more records is broken off, and the zone stays as it was
 * @param zones of distinct names
 */
public record SecondaryConfig(Optional<Path> folder, int maxRecords, List<SecondaryZone> zones) {
  /** Records of the largest zone, unless something else is said. */
  public static final int DEFAULT_MAX_RECORDS = 10_000_000;

  /** No such zones. */
  public static final SecondaryConfig NONE =
      new SecondaryConfig(Optional.empty(), DEFAULT_MAX_RECORDS, List.of());

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if a zone is there twice or the bound is below 1
   */
  public SecondaryConfig {
    zones = List.copyOf(zones);
    if (maxRecords < 1) {
      throw new IllegalArgumentException("maxRecords " + maxRecords + " (expected: 1 or more)");
    }
    if (zones.stream().map(SecondaryZone::apex).distinct().count() < zones.size()) {
      throw new IllegalArgumentException("two zones of one name (expected: distinct names)");
    }
  }
}
