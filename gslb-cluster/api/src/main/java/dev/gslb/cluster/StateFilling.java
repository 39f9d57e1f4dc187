package dev.gslb.cluster;

import dev.gslb.cluster.StateStoreException.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Writes an image into an empty store, in transactions as large as they may be. */
final class StateFilling {

  private static final int MOST_ENTRIES = Transaction.MAX_STEPS / 2; // a condition for each

  private final StateImage image;
  private final StateStore store;
  private final Map<LeaseId, LeaseId> granted = new HashMap<>();

  StateFilling(StateImage image, StateStore store) {
    this.image = image;
    this.store = store;
  }

  int fill() {
    requireEmpty();
    int written = 0;
    List<Entry> next = new ArrayList<>();
    long bytes = 0;
    for (Entry entry : image.entries()) {
      if (isKeptByServers(entry)) {
        continue;
      }
      long size = 2L * entry.key().sizeBytes() + entry.value().size();
      if (next.size() == MOST_ENTRIES || bytes + size > Transaction.MAX_BYTES) {
        write(next);
        next.clear();
        bytes = 0;
      }
      next.add(entry);
      bytes += size;
      written++;
    }
    if (!next.isEmpty()) {
      write(next);
    }
    return written;
  }

  private void requireEmpty() {
    Optional<Key> after = Optional.empty();
    Listing page;
    do {
      page = Answers.await(store.list("", after, StateStore.MAX_LISTED));
      for (Entry entry : page.entries()) {
        if (!isKeptByServers(entry)) {
          throw new StateStoreException(
              Reason.UNSUPPORTED,
              "the store has " + entry.key() + " (expected: an empty one to restore into)",
              null);
        }
        after = Optional.of(entry.key());
      }
    } while (page.more());
  }

  private static boolean isKeptByServers(Entry entry) {
    String key = entry.key().text();
    return key.startsWith(StateBackup.OF_THE_CLUSTER) || key.startsWith(StateBackup.LAST_HEALTHY);
  }

  private void write(List<Entry> entries) {
    Set<LeaseId> leases = new LinkedHashSet<>();
    entries.forEach(entry -> entry.lease().ifPresent(leases::add));
    leases.forEach(this::keepAlive);
    List<Condition> conditions = new ArrayList<>();
    List<Change> changes = new ArrayList<>();
    for (Entry entry : entries) {
      conditions.add(Condition.absent(entry.key()));
      changes.add(new Change.Put(entry.key(), entry.value(), entry.lease().map(granted::get)));
    }
    if (!Answers.await(store.commit(new Transaction(conditions, changes))).applied()) {
      throw new StateStoreException(
          Reason.UNSUPPORTED,
          "another client writes between "
              + entries.get(0).key()
              + " and "
              + entries.get(entries.size() - 1).key()
              + " (expected: none while restoring)",
          null);
    }
  }

  /** Grants a lease as one of the image was, or renews it if it was granted before. */
  private void keepAlive(LeaseId old) {
    LeaseId known = granted.get(old);
    if (known == null || !Answers.await(store.renewLease(known))) {
      granted.put(old, Answers.await(store.grantLease(time(old))));
    }
  }

  private Duration time(LeaseId lease) {
    EntryTable.Lease found = image.leases().get(lease);
    Duration time = found == null ? StateStore.MIN_LEASE : Duration.ofMillis(found.millis());
    boolean less = time.compareTo(StateStore.MIN_LEASE) < 0;
    boolean more = time.compareTo(StateStore.MAX_LEASE) > 0;
    return less ? StateStore.MIN_LEASE : more ? StateStore.MAX_LEASE : time;
  }
}
