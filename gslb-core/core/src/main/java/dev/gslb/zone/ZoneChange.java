package dev.gslb.zone;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
   * Adds up changes that are made one after the other.
   *
   * @param changes in their order
   * @return the change that does the same at once
   */
  public static ZoneChange sum(Iterable<ZoneChange> changes) {
    Map<Key, Optional<RRset>> content = new LinkedHashMap<>();
    for (ZoneChange change : changes) {
      change.removed.forEach(key -> content.put(key, Optional.empty()));
      change.added.forEach(
          rrset -> content.put(new Key(rrset.owner(), rrset.type()), Optional.of(rrset)));
    }
    List<Key> removed = new ArrayList<>();
    List<RRset> added = new ArrayList<>();
    content.forEach((key, rrset) -> rrset.ifPresentOrElse(added::add, () -> removed.add(key)));
    return new ZoneChange(removed, added);
  }

  /**
   * An RRset's place in a zone.
   *
   * @param owner its owner
   * @param type its type
   */
  public record Key(DomainName owner, RecordType type) {}
}
