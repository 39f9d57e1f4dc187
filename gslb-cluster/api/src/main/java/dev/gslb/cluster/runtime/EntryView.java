package dev.gslb.cluster.runtime;

import dev.gslb.cluster.Change;
import dev.gslb.cluster.Entry;
import dev.gslb.cluster.Key;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The values of one prefix, as they are read. One that cannot be read is reported and passed over.
 * Of more than the limit, those with the first keys count, so that all nodes agree. Confined to one
 * thread.
 *
 * @param <T> what a value is read as
 */
final class EntryView<T> implements StoreFollower.Sink {
  private static final Logger LOG = LoggerFactory.getLogger(EntryView.class);

  private final Function<Entry, T> reader;
  private final int limit;
  private final Runnable changed;
  private final TreeMap<Key, T> values = new TreeMap<>();
  private final Set<Key> unreadable = new HashSet<>();

  /**
   * Makes an empty view.
   *
   * @param reader throws an IllegalArgumentException that says what it expected
   * @param changed called after each change
   */
  EntryView(Function<Entry, T> reader, int limit, Runnable changed) {
    this.reader = reader;
    this.limit = limit;
    this.changed = changed;
  }

  @Override
  public void replace(List<Entry> entries) {
    values.clear();
    unreadable.clear();
    entries.forEach(this::put);
    changed.run();
  }

  @Override
  public void change(long revision, List<Change> changes) {
    for (Change change : changes) {
      if (change instanceof Change.Put put) {
        put(new Entry(put.key(), put.value(), revision));
      } else {
        values.remove(change.key());
        unreadable.remove(change.key());
      }
    }
    changed.run();
  }

  private void put(Entry entry) {
    try {
      values.put(entry.key(), reader.apply(entry));
      unreadable.remove(entry.key());
    } catch (IllegalArgumentException e) {
      LOG.warn("{} is passed over: {}", entry.key(), e.getMessage());
      values.remove(entry.key());
      unreadable.add(entry.key());
    }
  }

  /** What counts, in the order of the keys. */
  List<T> values() {
    return values.values().stream().limit(limit).toList();
  }

  /** How many entries do not count. */
  int passedOver() {
    return unreadable.size() + Math.max(0, values.size() - limit);
  }
}
