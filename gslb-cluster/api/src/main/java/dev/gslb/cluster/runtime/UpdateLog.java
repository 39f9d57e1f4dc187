package dev.gslb.cluster.runtime;

import dev.gslb.spi.ZoneUpdate;
import dev.gslb.zone.ZoneChange;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
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

  /** So many more entries are worth another look. */
  private static final int MORE = 32;

  private final TreeMap<Long, Item> items = new TreeMap<>();
  private int fruitless;

  /**
   * One entry of the store: an update, or several that were put together.
   *
   * @param revision of the entry
   * @param size of its value, in octets
   */
  record Item(long position, long revision, int size, ZoneUpdate update) {}

  /**
   * Entries that become one.
   *
   * @param items in their row; the last one's position stays
   * @param update what they come to, without what later ones override or nobody remembers
   */
  record Merge(List<Item> items, ZoneUpdate update) {}

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
  ZoneUpdate sum() {
    return ZoneUpdate.sum(items.values().stream().map(Item::update).toList());
  }

  /**
   * What may be put together, if there are many entries. Looks from the newest to the oldest, each
   * once; where nothing is found it is looked for again when there are more entries.
   */
  Optional<Merge> merge() {
    if (items.size() <= Math.max(MANY, fruitless + MORE)) {
      return Optional.empty();
    }
    Set<ZoneChange.Key> overridden = items.lastEntry().getValue().update().keys();
    Deque<Item> window = new ArrayDeque<>();
    long size = 0;
    for (Item item : items.headMap(items.lastKey(), false).descendingMap().values()) {
      if (size + item.size() > LARGE || window.size() == MOST_MERGED) {
        Optional<Merge> merge = merge(window, overridden);
        if (merge.isPresent()) {
          return merge;
        }
        window.forEach(later -> overridden.addAll(later.update().keys()));
        window.clear();
        size = 0;
      }
      window.addFirst(item);
      size += item.size();
    }
    Optional<Merge> merge = merge(window, overridden);
    fruitless = merge.isPresent() ? 0 : items.size();
    return merge;
  }

  /** Several entries are worth it, and a single one of which later ones override most. */
  private Optional<Merge> merge(Deque<Item> window, Set<ZoneChange.Key> overridden) {
    if (window.isEmpty()) {
      return Optional.empty();
    }
    ZoneUpdate sum = ZoneUpdate.sum(window.stream().map(Item::update).toList());
    ZoneChange change =
        new ZoneChange(
            sum.change().removed().stream().filter(key -> !overridden.contains(key)).toList(),
            sum.change().added().stream()
                .filter(rrset -> !overridden.contains(ZoneChange.Key.of(rrset)))
                .toList());
    Set<ZoneChange.Key> forgotten = new HashSet<>(sum.forgotten());
    forgotten.removeAll(overridden);
    forgotten.retainAll(touchedBefore(window.getFirst().position(), forgotten));
    ZoneUpdate lasting = new ZoneUpdate(change, forgotten);
    boolean worth =
        window.size() > 1 || lasting.keys().size() * 2 < window.getLast().update().keys().size();
    return worth ? Optional.of(new Merge(List.copyOf(window), lasting)) : Optional.empty();
  }

  /** Those of some keys that entries before a position have: to forget others does nothing. */
  private Set<ZoneChange.Key> touchedBefore(long position, Set<ZoneChange.Key> keys) {
    Set<ZoneChange.Key> touched = new HashSet<>();
    if (!keys.isEmpty()) {
      for (Item item : items.headMap(position).values()) {
        item.update().keys().stream().filter(keys::contains).forEach(touched::add);
      }
    }
    return touched;
  }
}
