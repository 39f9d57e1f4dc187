package dev.gslb.zone;

import java.util.List;

/**
 * A change inside one zone, applied whole: first the removals, then the additions. An RRset that is
 * added replaces one of the same owner and type.
 *
 * @param removed owners and types whose RRsets go
 * @param added RRsets that come
 */
public record ZoneChange(List<Key> removed, List<RRset> added) {
  /** Copies the lists. */
  public ZoneChange {
    removed = List.copyOf(removed);
    added = List.copyOf(added);
  }

  /**
   * An RRset's place in a zone.
   *
   * @param owner its owner
   * @param type its type
   */
  public record Key(DomainName owner, RecordType type) {
    /**
     * Returns the place of an RRset.
     *
     * @param rrset that stands there
     * @return its owner and type
     */
    public static Key of(RRset rrset) {
      return new Key(rrset.owner(), rrset.type());
    }
  }
}
