package dev.gslb.cluster;

import dev.gslb.cluster.StateStoreException.Reason;
import dev.gslb.cluster.StoredType.Stored;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.FileStore;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.type.LongDataType;
import org.h2.mvstore.type.StringDataType;
import org.jspecify.annotations.Nullable;

/**
 * The entries in an MVStore, in one file or in memory. Changes are visible at once and durable
 * after {@link #sync}; what was not synchronised is lost as a whole if the process dies. Confined
 * to one thread.
 */
final class EntryTable {

  private static final long FORMAT = 2;
  private static final int MAX_PAGE_BYTES = 2 << 20; // well under the 4 MiB of a gRPC message

  private MVStore store;
  private MVMap<Key, Stored> entries;
  private MVMap<String, Long> numbers;
  private MVMap<Long, Lease> leases;
  private final Map<Long, Set<Key>> keysByLease = new HashMap<>();
  private boolean dirty; // since the last sync(), but for renewals

  /** A lease that was granted for so many milliseconds and renewed so often. */
  record Lease(long millis, long renewals) {}

  private EntryTable(MVStore store) {
    use(store);
  }

  /** Goes on in another store, which has the same content. */
  final void use(MVStore other) {
    store = other;
    store.setVersionsToKeep(0);
    // A crash in a write over a superseded part would make the version before it invalid, which
    // lists that part still, and many before that one. So files only grow, see EntryFile.
    if (store.getFileStore() != null) {
      store.setReuseSpace(false);
    }
    entries =
        store.openMap(
            "entries",
            new MVMap.Builder<Key, Stored>()
                .keyType(KeyType.INSTANCE)
                .valueType(StoredType.INSTANCE));
    numbers =
        store.openMap(
            "numbers",
            new MVMap.Builder<String, Long>()
                .keyType(StringDataType.INSTANCE)
                .valueType(LongDataType.INSTANCE));
    leases =
        store.openMap(
            "leases",
            new MVMap.Builder<Long, Lease>()
                .keyType(LongDataType.INSTANCE)
                .valueType(LeaseType.INSTANCE));
  }

  /** Reads all, so that damage is found. */
  private void index() {
    long latest = revision();
    Cursor<Key, Stored> cursor = entries.cursor(null);
    while (cursor.hasNext()) {
      Key key = cursor.next();
      Stored stored = cursor.getValue();
      attach(key, stored.lease());
      boolean known = stored.lease() == 0 || leases.containsKey(stored.lease());
      if (stored.revision() > latest || !known) {
        throw Checked.damaged("an entry of revision " + stored.revision());
      }
    }
  }

  static EntryTable inMemory() {
    return new EntryTable(new MVStore.Builder().open());
  }

  /**
   * Takes over a store, and reads all of it, so that damage is found now and not later.
   *
   * @throws MVStoreException if it is damaged
   * @throws StateStoreException if it is of another format
   */
  static EntryTable in(MVStore store) {
    EntryTable table = new EntryTable(store);
    table.checkFormat();
    table.index();
    return table;
  }

  private void checkFormat() {
    Long format = numbers.get("format");
    if (format == null && entries.isEmpty()) {
      numbers.put("format", FORMAT);
      dirty = true;
      sync();
    } else if (format == null || format != FORMAT) {
      throw new StateStoreException(
          Reason.FAILED, "its format is " + format + " (expected: " + FORMAT + ")", null);
    }
  }

  long revision() {
    Long revision = numbers.get("revision");
    return revision == null ? 0 : revision;
  }

  Optional<Entry> get(Key key) {
    Stored stored = entries.get(key);
    return stored == null ? Optional.empty() : Optional.of(entry(key, stored));
  }

  private static Entry entry(Key key, Stored stored) {
    return new Entry(
        key, stored.value(), stored.revision(), OperationCodec.leaseOf(stored.lease()));
  }

  Listing list(String prefix, @Nullable Key after, int limit) {
    List<Entry> page = new ArrayList<>();
    long bytes = 0;
    Cursor<Key, Stored> cursor = entries.cursor(start(prefix, after));
    while (cursor.hasNext()) {
      Key key = cursor.next();
      if (!key.text().startsWith(prefix)) {
        break;
      }
      if (after != null && key.compareTo(after) <= 0) {
        continue;
      }
      Stored stored = cursor.getValue();
      bytes += stored.value().size();
      if (page.size() == limit || (bytes > MAX_PAGE_BYTES && !page.isEmpty())) {
        return new Listing(revision(), page, true);
      }
      page.add(entry(key, stored));
    }
    return new Listing(revision(), page, false);
  }

  boolean holds(Condition condition) {
    Stored stored = entries.get(condition.key());
    return condition.revision() == (stored == null ? Condition.ABSENT : stored.revision());
  }

  /** Makes changes and returns those that changed anything; if any did, as the next revision. */
  List<Change> apply(List<Change> changes) {
    long next = revision() + 1;
    List<Change> made = new ArrayList<>(changes.size());
    for (Change change : changes) {
      if (change instanceof Change.Put put) {
        put(put.key(), new Stored(next, put.value(), put.lease().map(LeaseId::value).orElse(0L)));
        made.add(change);
      } else {
        Stored gone = entries.remove(change.key());
        if (gone != null) {
          detach(change.key(), gone.lease());
          made.add(change);
        }
      }
    }
    if (!made.isEmpty()) {
      numbers.put("revision", next);
      dirty = true;
    }
    return made;
  }

  private void put(Key key, Stored stored) {
    Stored before = entries.put(key, stored);
    if (before != null) {
      detach(key, before.lease());
    }
    attach(key, stored.lease());
  }

  private void attach(Key key, long lease) {
    if (lease != 0) {
      keysByLease.computeIfAbsent(lease, id -> new TreeSet<>()).add(key);
    }
  }

  private void detach(Key key, long lease) {
    if (lease != 0) {
      keysByLease.computeIfPresent(
          lease, (id, keys) -> keys.remove(key) && keys.isEmpty() ? null : keys);
    }
  }

  @Nullable Lease lease(LeaseId id) {
    return leases.get(id.value());
  }

  Map<LeaseId, Lease> leases() {
    Map<LeaseId, Lease> all = new LinkedHashMap<>();
    leases.forEach((id, lease) -> all.put(new LeaseId(id), lease));
    return all;
  }

  /** Returns false, and changes nothing, if there is such a lease. */
  boolean grant(LeaseId id, long millis) {
    if (leases.putIfAbsent(id.value(), new Lease(millis, 0)) != null) {
      return false;
    }
    dirty = true;
    return true;
  }

  /** Returns the lease as it is now, or null if it is gone. */
  @Nullable Lease renew(LeaseId id) {
    Lease lease = lease(id);
    if (lease == null) {
      return null;
    }
    Lease renewed = new Lease(lease.millis(), lease.renewals() + 1);
    leases.put(id.value(), renewed);
    return renewed;
  }

  /** Ends a lease; its entries' end, if it has any, is the next revision. */
  List<Change> end(LeaseId id) {
    leases.remove(id.value());
    dirty = true;
    Set<Key> keys = keysByLease.getOrDefault(id.value(), Set.of());
    List<Change> deletes = new ArrayList<>(keys.size());
    keys.forEach(key -> deletes.add(new Change.Delete(key)));
    return apply(deletes);
  }

  StateImage image() {
    List<Entry> all = new ArrayList<>(entries.size());
    Cursor<Key, Stored> cursor = entries.cursor(null);
    while (cursor.hasNext()) {
      Key key = cursor.next();
      all.add(entry(key, cursor.getValue()));
    }
    return new StateImage(revision(), leases(), all);
  }

  /** Takes over all of an image, and nothing else stays. */
  void replace(StateImage image) {
    entries.clear();
    leases.clear();
    keysByLease.clear();
    image.leases().forEach((id, lease) -> leases.put(id.value(), lease));
    for (Entry entry : image.entries()) {
      long lease = entry.lease().map(LeaseId::value).orElse(0L);
      put(entry.key(), new Stored(entry.revision(), entry.value(), lease));
    }
    numbers.put("revision", image.revision());
    dirty = true;
  }

  /**
   * Makes everything so far durable, renewals of leases if there is anything else. Blocks for as
   * long as the disk needs.
   */
  void sync() {
    if (!dirty) {
      return;
    }
    store.commit();
    store.sync();
    dirty = false;
  }

  /** Copies everything into an empty store. */
  void copyTo(MVStore other) {
    EntryTable copy = new EntryTable(other);
    entries.forEach(copy.entries::put);
    numbers.forEach(copy.numbers::put);
    leases.forEach(copy.leases::put);
  }

  /** The length of the file, if there is one. */
  long fileBytes() {
    FileStore<?> file = store.getFileStore();
    return file == null ? 0 : file.size();
  }

  void close() {
    store.close();
  }

  /** Closes without writing, after an error. */
  void abandon() {
    store.closeImmediately();
  }

  private static @Nullable Key start(String prefix, @Nullable Key after) {
    if (prefix.isEmpty()) {
      return after;
    }
    Key first = new Key(prefix);
    return after != null && after.compareTo(first) > 0 ? after : first;
  }
}
