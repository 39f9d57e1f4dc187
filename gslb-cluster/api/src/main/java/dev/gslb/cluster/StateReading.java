package dev.gslb.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * Reads all of a running store as it is at one revision. The pages of a listing may be of different
 * revisions: then the changes since the first page are watched and put over them, up to a revision
 * that this reading makes itself, so that it can tell when all were told.
 */
final class StateReading {

  private static final Key MARK = new Key(StateBackup.OF_THE_CLUSTER + "backup");

  private final StateStore store;
  private final TreeMap<Key, Entry> entries = new TreeMap<>();

  StateReading(StateStore store) {
    this.store = store;
  }

  StateImage read() {
    long first = 0;
    long last = 0;
    Optional<Key> after = Optional.empty();
    Listing page;
    do {
      page = Answers.await(store.list("", after, StateStore.MAX_LISTED));
      page.entries().forEach(entry -> entries.put(entry.key(), entry));
      first = first == 0 ? page.revision() : first;
      last = page.revision();
      after = entries.isEmpty() ? Optional.empty() : Optional.of(entries.lastKey());
    } while (page.more());
    long revision = first == last ? last : catchUp(first + 1);
    return new StateImage(revision, leases(), new ArrayList<>(entries.values()));
  }

  private long catchUp(long from) {
    Value now = Value.of(Instant.now().toString());
    long mark = Answers.await(store.commit(Transaction.put(MARK, now))).revision();
    Changes changes = new Changes(mark);
    Watch watch = store.watch("", from, changes);
    try {
      Answers.await(changes.told);
    } finally {
      watch.close();
    }
    changes.steps.forEach((revision, step) -> step.forEach(change -> put(revision, change)));
    return mark;
  }

  private void put(long revision, Change change) {
    if (change instanceof Change.Put put) {
      entries.put(put.key(), new Entry(put.key(), put.value(), revision, put.lease()));
    } else {
      entries.remove(change.key());
    }
  }

  /** A lease that is over by now is given the shortest time: so are its entries, in a moment. */
  private Map<LeaseId, EntryTable.Lease> leases() {
    Map<LeaseId, EntryTable.Lease> leases = new LinkedHashMap<>();
    for (Entry entry : entries.values()) {
      entry.lease().ifPresent(lease -> leases.computeIfAbsent(lease, this::lease));
    }
    return leases;
  }

  private EntryTable.Lease lease(LeaseId lease) {
    Duration time = Answers.await(store.leaseTime(lease)).orElse(StateStore.MIN_LEASE);
    return new EntryTable.Lease(time.toMillis(), 0);
  }

  /** Collects changes on the store's thread until one revision was told. */
  private static final class Changes implements WatchListener {
    private final long last;
    private final Map<Long, List<Change>> steps = new LinkedHashMap<>();
    private final CompletableFuture<Boolean> told = new CompletableFuture<>();

    private Changes(long last) {
      this.last = last;
    }

    @Override
    public void changed(long revision, List<Change> changes) {
      if (revision <= last) {
        steps.put(revision, changes);
      }
      if (revision >= last) {
        told.complete(true);
      }
    }

    @Override
    public void compacted(long oldestRevision) {
      failed(
          new StateStoreException(
              StateStoreException.Reason.UNAVAILABLE,
              "the store changes faster than it can be read",
              null));
    }

    @Override
    public void failed(StateStoreException reason) {
      told.completeExceptionally(reason);
    }
  }
}
