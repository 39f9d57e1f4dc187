package dev.gslb.cluster;

import java.util.List;

/**
 * A page of entries.
 *
 * @param revision the store's revision at the moment of the read
 * @param entries in the order of their keys
 * @param more whether further entries follow the last one
 */
public record Listing(long revision, List<Entry> entries, boolean more) {

  /** Copies the entries. */
  public Listing {
    entries = List.copyOf(entries);
  }
}
