package dev.gslb.cluster;

import dev.gslb.cluster.StateStoreException.Reason;
import dev.gslb.cluster.StoredType.Stored;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.DataUtils;
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

  private static final long FORMAT = 1;
  private static final int MAX_PAGE_BYTES = 2 << 20; // well under the 4 MiB of a gRPC message

  // Superseded blocks are overwritten after this time. The time guards against disks that reorder
  // writes, which sync() rules out; so it is short, to keep the file small.
  private static final int RETENTION_MILLIS = 1000;

  private static final int SYNCS_BETWEEN_COMPACTIONS = 256;
  private static final int COMPACT_BELOW_PERCENT = 50;
  private static final int COMPACT_BYTES = 1 << 20;

  private final MVStore store;
  private final MVMap<Key, Stored> entries;
  private final MVMap<String, Long> numbers;
  private int syncs;

  private EntryTable(MVStore store) {
    this.store = store;
    store.setVersionsToKeep(0);
    store.setRetentionTime(RETENTION_MILLIS);
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
  }

  static EntryTable inMemory() {
    return new EntryTable(new MVStore.Builder().open());
  }

  static EntryTable open(Path file) {
    Path path = file.toAbsolutePath();
    MVStore store = openStore(path);
    try {
      EntryTable table = new EntryTable(store);
      table.checkFormat(path);
      return table;
    } catch (MVStoreException e) {
      store.closeImmediately();
      throw unreadable(path, e);
    }
  }

  private static MVStore openStore(Path path) {
    try {
      Files.createDirectories(path.getParent());
      return new MVStore.Builder()
          .fileName(path.toString())
          .autoCommitDisabled()
          .autoCommitBufferSize(0) // else a large transaction is written before its end
          .open();
    } catch (MVStoreException e) {
      if (e.getErrorCode() == DataUtils.ERROR_FILE_LOCKED) {
        throw new StateStoreException(
            Reason.IN_USE, path + " is open in another store (expected: one at a time)", e);
      }
      throw unreadable(path, e);
    } catch (IOException | IllegalArgumentException e) {
      throw unreadable(path, e);
    }
  }

  private static StateStoreException unreadable(Path path, Exception cause) {
    return new StateStoreException(
        Reason.FAILED, path + " cannot be opened as a state store: " + cause.getMessage(), cause);
  }

  private void checkFormat(Path path) {
    Long format = numbers.get("format");
    if (format == null) {
      numbers.put("format", FORMAT);
      sync();
    } else if (format != FORMAT) {
      store.closeImmediately();
      throw new StateStoreException(
          Reason.FAILED, path + " has format " + format + " (expected: " + FORMAT + ")", null);
    }
  }

  long revision() {
    Long revision = numbers.get("revision");
    return revision == null ? 0 : revision;
  }

  Optional<Entry> get(Key key) {
    Stored stored = entries.get(key);
    return stored == null
        ? Optional.empty()
        : Optional.of(new Entry(key, stored.value(), stored.revision()));
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
      page.add(new Entry(key, stored.value(), stored.revision()));
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
        entries.put(put.key(), new Stored(next, put.value()));
        made.add(change);
      } else if (entries.remove(change.key()) != null) {
        made.add(change);
      }
    }
    if (!made.isEmpty()) {
      numbers.put("revision", next);
    }
    return made;
  }

  /** Makes everything so far durable. Blocks for as long as the disk needs. */
  void sync() {
    store.commit();
    store.sync();
    if (++syncs % SYNCS_BETWEEN_COMPACTIONS == 0) {
      store.compact(COMPACT_BELOW_PERCENT, COMPACT_BYTES);
    }
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
