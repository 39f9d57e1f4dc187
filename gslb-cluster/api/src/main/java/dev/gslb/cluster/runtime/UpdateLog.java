package dev.gslb.cluster.runtime;

import dev.gslb.zone.RRset;
import dev.gslb.zone.ZoneChange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The updates of one zone, in their row. Confined to one thread. */
final class UpdateLog {
  /** Of more entries, some are put together. */
  private static final int MANY = 128;

  /** Each costs a condition and a change of one transaction. */
  private static final int MOST_MERGED = 60;

  /** Octets of a value that no other is put to. */
  private static final int LARGE = 512 << 10;

  private final TreeMap<Long, Item> items = new TreeMap<>();

  /**
   * One entry of the store: an update, or several that were put together.
   *
   * @param revision of the entry
   * @param size of its value, in octets
   */
  record Item(long position, long revision, int size, ZoneChange change) {}

  /**
   * Entries that become one.
   *
   * @param items in their row; the last one's position stays
   * @param change what they come to, without what later ones override
   */
  record Merge(List<Item> items, ZoneChange change) {}

  void put(Item item) {
    items.put(item.position(), item);
  }

  void remove(long position) {
    items.remove(position);
  }

  Optional<Item> last() {
    return items.isEmpty() ? Optional.empty() : Optional.of(items.lastEntry().getValue());
  }

  /** What all of them come to. */
  ZoneChange sum() {
    return ZoneChange.sum(items.values().stream().map(Item::change).toList());
  }

  /** What may be put together, if there are many entries. */
  Optional<Merge> merge() {
    if (items.size() <= MANY) {
      return Optional.empty();
    }
    List<Item> window = new ArrayList<>();
    long size = 0;
    for (Item item : items.headMap(items.lastKey()).values()) {
      if (size + item.size() > LARGE || window.size() == MOST_MERGED) {
        Optional<Merge> merge = merge(window);
        if (merge.isPresent()) {
          return merge;
        }
        window.clear();
        size = 0;
      }
      window.add(item);
      size += item.size();
    }
    return merge(window);
  }

  /** Several entries are worth it, and a single one of which later ones override most. */
  private Optional<Merge> merge(List<Item> window) {
    if (window.isEmpty()) {
      return Optional.empty();
    }
    Item last = window.get(window.size() - 1);
    Set<ZoneChange.Key> overridden = new HashSet<>();
    for (Item later : items.tailMap(last.position(), false).values()) {
      overridden.addAll(keys(later.change()));
    }
    ZoneChange sum = ZoneChange.sum(window.stream().map(Item::change).toList());
    ZoneChange lasting =
        new ZoneChange(
            sum.removed().stream().filter(key -> !overridden.contains(key)).toList(),
            sum.added().stream().filter(rrset -> !overridden.contains(key(rrset))).toList());
    boolean worth = window.size() > 1 || keys(lasting).size() * 2 < keys(last.change()).size();
    return worth ? Optional.of(new Merge(List.copyOf(window), lasting)) : Optional.empty();
  }

  private static ZoneChange.Key key(RRset rrset) {
    return new ZoneChange.Key(rrset.owner(), rrset.type());
  }

  private static Set<ZoneChange.Key> keys(ZoneChange change) {
    Set<ZoneChange.Key> keys = new LinkedHashSet<>(change.removed());
    change.added().forEach(rrset -> keys.add(key(rrset)));
    return keys;
  }
}
