package dev.gslb.cluster.runtime;

import dev.gslb.cluster.Change;
import dev.gslb.cluster.Condition;
import dev.gslb.cluster.Entry;
import dev.gslb.cluster.Key;
import dev.gslb.cluster.Outcome;
import dev.gslb.cluster.StateStore;
import dev.gslb.cluster.StateStoreException;
import dev.gslb.cluster.StateStoreException.Reason;
import dev.gslb.cluster.Transaction;
import dev.gslb.cluster.Value;
import dev.gslb.spi.ZoneJournal;
import dev.gslb.spi.ZoneUpdate;
import dev.gslb.zone.DomainName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 *   zones/example.org./0000000000000001     the first update of example.org
 *   zones/example.org./0000000000000002     the next one: only while that before it is as it was
 *
 * Of many, neighbours are put together under the last one's key. What they come to stays the same.
 */

/**
 * Keeps updates of zones in a state store, under {@code zones/{apex}/{position}}. All servers that
 * share the store serve the same, with the same serials: an update is added only after the last one
 * that its server knew.
 *
 * <p>Safe for any thread. Its one thread is a daemon, {@code gslb-zones}.
 */
public final class StoredZoneJournal implements ZoneJournal, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StoredZoneJournal.class);

  private static final String PREFIX = "zones/";
  private static final int DIGITS = 16;
  private static final int HEX = 16;

  private final StateStore store;
  private final BooleanSupplier leads;
  private final OneThread thread = new OneThread("gslb-zones");
  private final StoreFollower follower;
  private final Map<DomainName, UpdateLog> logs = new HashMap<>(); // of the thread
  private @Nullable Listener listener; // of the thread
  private boolean merging; // of the thread
  private volatile boolean served; // written by the thread

  private StoredZoneJournal(StateStore store, BooleanSupplier leads) {
    this.store = store;
    this.leads = leads;
    this.follower = new StoreFollower(store, PREFIX, thread, new Entries());
  }

  /**
   * Begins to read.
   *
   * @param store kept open by the caller for longer than the journal
   * @param leads whether this node is to raise serials for all
   * @return a journal that belongs to the caller
   */
  public static StoredZoneJournal start(StateStore store, BooleanSupplier leads) {
    StoredZoneJournal journal = new StoredZoneJournal(store, leads);
    journal.follower.start();
    return journal;
  }

  /**
   * Returns when the store was read for the first time.
   *
   * @return completes then, and not before the store can be read
   */
  public CompletableFuture<Void> loaded() {
    return follower.loaded();
  }

  /**
   * Says whether updates reach the listener and what was there is served.
   *
   * @return false if what is served may be out of date
   */
  public boolean isFollowing() {
    return served && follower.isFollowing();
  }

  @Override
  public boolean leads() {
    return isFollowing() && leads.getAsBoolean();
  }

  @Override
  public CompletableFuture<?> follow(Listener told) {
    return onThread(
        () -> {
          listener = told;
          return tell();
        });
  }

  private <T> CompletableFuture<T> onThread(Supplier<CompletableFuture<T>> task) {
    CompletableFuture<T> result = new CompletableFuture<>();
    try {
      thread.execute(
          () -> {
            try {
              var unused =
                  task.get()
                      .whenComplete(
                          (value, error) -> {
                            if (error == null) {
                              result.complete(value);
                            } else {
                              result.completeExceptionally(error);
                            }
                          });
            } catch (RuntimeException e) {
              result.completeExceptionally(e);
            }
          });
    } catch (RejectedExecutionException e) {
      result.completeExceptionally(e);
    }
    return result;
  }

  private CompletableFuture<Void> tell() {
    Listener told = listener;
    if (told == null) {
      return CompletableFuture.completedFuture(null);
    }
    List<CompletableFuture<?>> serving = new ArrayList<>();
    logs.forEach(
        (apex, log) ->
            log.last().ifPresent(last -> serving.add(told.kept(apex, last.position(), log.sum()))));
    return CompletableFuture.allOf(serving.toArray(CompletableFuture[]::new))
        .whenComplete((nothing, failed) -> served = true);
  }

  @Override
  public CompletableFuture<Boolean> append(DomainName apex, long after, ZoneUpdate update) {
    return onThread(() -> add(apex, after, update));
  }

  private CompletableFuture<Boolean> add(DomainName apex, long after, ZoneUpdate update) {
    if (!follower.isFollowing()) {
      // Not even the positions are sure.
      return CompletableFuture.failedFuture(
          new StateStoreException(Reason.UNAVAILABLE, "the journal is not read", null));
    }
    Optional<UpdateLog.Item> last = Optional.ofNullable(logs.get(apex)).flatMap(UpdateLog::last);
    if (last.map(UpdateLog.Item::position).orElse(START) != after) {
      return CompletableFuture.completedFuture(false);
    }
    Key key = key(apex, after + 1);
    Transaction put = Transaction.put(key, Value.of(ZoneUpdateJson.write(update)));
    Transaction next = put.when(Condition.absent(key));
    if (last.isPresent()) {
      next = next.when(new Condition(key(apex, after), last.get().revision()));
    }
    return store.commit(next).thenApply(Outcome::applied);
  }

  private static Key key(DomainName apex, long position) {
    String name = DomainName.fromWire(apex.canonicalWire(), 0).toString();
    return new Key(PREFIX + name + "/" + String.format("%0" + DIGITS + "x", position));
  }

  private void put(Entry entry, boolean tell) {
    String text = entry.key().text();
    int slash = text.lastIndexOf('/');
    try {
      DomainName apex = DomainName.of(text.substring(PREFIX.length(), slash));
      long position = Long.parseLong(text.substring(slash + 1), HEX);
      ZoneUpdate update = ZoneUpdateJson.read(entry.value().text());
      UpdateLog log = logs.computeIfAbsent(apex, unused -> new UpdateLog());
      boolean news = log.last().map(last -> last.position() < position).orElse(true);
      log.put(new UpdateLog.Item(position, entry.revision(), entry.value().size(), update));
      Listener told = listener;
      if (tell && news && told != null) {
        told.updated(apex, position, update);
      }
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      LOG.error("{} is no update of a zone and passed over: {}", text, e.getMessage());
    }
  }

  private void remove(Key key) {
    String text = key.text();
    int slash = text.lastIndexOf('/');
    try {
      UpdateLog log = logs.get(DomainName.of(text.substring(PREFIX.length(), slash)));
      if (log != null) {
        log.remove(Long.parseLong(text.substring(slash + 1), HEX));
      }
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      LOG.debug("{} was no update of a zone", text);
    }
  }

  private void mergeIfMany() {
    if (!merging) {
      logs.forEach((apex, log) -> log.merge().ifPresent(found -> merge(apex, found)));
    }
  }

  /** Every server may try; one succeeds. */
  private void merge(DomainName apex, UpdateLog.Merge found) {
    merging = true;
    List<Condition> conditions = new ArrayList<>();
    List<Change> changes = new ArrayList<>();
    List<UpdateLog.Item> items = found.items();
    for (UpdateLog.Item item : items) {
      Key key = key(apex, item.position());
      conditions.add(new Condition(key, item.revision()));
      changes.add(new Change.Delete(key));
    }
    Value sum = Value.of(ZoneUpdateJson.write(found.update()));
    changes.set(
        changes.size() - 1, new Change.Put(key(apex, items.get(items.size() - 1).position()), sum));
    var unused =
        store
            .commit(new Transaction(conditions, changes))
            .whenCompleteAsync(
                (outcome, error) -> {
                  merging = false;
                  if (error != null) {
                    LOG.debug("updates of {} are put together later", apex, error);
                  }
                },
                thread::offer);
  }

  @Override
  public void close() {
    thread.close();
    follower.close();
  }

  /** Keeps the logs as the store has them. */
  private final class Entries implements StoreFollower.Sink {
    @Override
    public void replace(List<Entry> entries) {
      served = false;
      logs.clear();
      entries.forEach(entry -> put(entry, false));
      var unused = tell();
    }

    @Override
    public void change(long revision, List<Change> changes) {
      for (Change change : changes) {
        if (change instanceof Change.Put put) {
          put(new Entry(put.key(), put.value(), revision), true);
        } else {
          remove(change.key());
        }
      }
      mergeIfMany();
    }
  }
}
