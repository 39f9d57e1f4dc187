package dev.gslb.cluster;

import dev.gslb.cluster.StateStoreException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * What a {@link StateStore} holds, as a deterministic machine: the same operations in the same
 * order make the same state and the same outcomes everywhere. Backends feed it from a log of their
 * own.
 *
 * <p>Time does not enter by itself: a machine knows when leases of its own view are over ({@link
 * #expirations}), and whoever decides for all puts that into the log.
 *
 * <p>Safe for any thread. Listeners of watches are called by the thread in {@link #publish}, {@link
 * #watch}, {@link #restore} or {@link #close}, and must not block it.
 */
public final class StateMachine {

  private static final int HISTORY_STEPS = 10_000;

  private final EntryTable table;
  private final int historySteps;
  private final LeaseClock clock;
  private final List<LocalWatch> watches = new ArrayList<>(); // guarded by this
  private final List<History.Step> unpublished = new ArrayList<>(); // guarded by this
  private History history; // guarded by this
  private boolean closed; // guarded by this

  private StateMachine(EntryTable table, int historySteps, LongSupplier nanoTime) {
    this.table = table;
    this.historySteps = historySteps;
    this.history = new History(historySteps, table.revision());
    this.clock = new LeaseClock(nanoTime);
    table.leases().forEach(clock::begin);
  }

  /**
   * Makes an empty machine in memory.
   *
   * @return a machine that keeps the last 10,000 revisions, or 16 MiB of changes, for watches
   */
  public static StateMachine inMemory() {
    return on(EntryTable.inMemory(), HISTORY_STEPS, System::nanoTime);
  }

  static StateMachine on(EntryTable table, int historySteps, LongSupplier nanoTime) {
    return new StateMachine(table, historySteps, nanoTime);
  }

  /**
   * Applies an operation. Reads see its effect at once, watches after {@link #publish}.
   *
   * @param operation the next one of the log
   * @return what became of it; for operations that are no transaction, with the store's revision
   */
  public synchronized Outcome apply(Operation operation) {
    if (operation instanceof Operation.Commit commit) {
      return apply(commit.transaction());
    }
    if (operation instanceof Operation.Grant grant) {
      long millis = grant.timeToLive().toMillis();
      boolean made = table.grant(grant.lease(), millis);
      if (made) {
        clock.begin(grant.lease(), new EntryTable.Lease(millis, 0));
      }
      return outcome(made);
    }
    if (operation instanceof Operation.Renew renew) {
      EntryTable.Lease renewed = table.renew(renew.lease());
      if (renewed != null) {
        clock.begin(renew.lease(), renewed);
      }
      return outcome(renewed != null);
    }
    if (operation instanceof Operation.Revoke revoke) {
      return outcome(end(revoke.lease()));
    }
    Operation.Expire expire = (Operation.Expire) operation;
    EntryTable.Lease lease = table.lease(expire.lease());
    boolean over = lease != null && lease.renewals() == expire.renewals();
    return outcome(over && end(expire.lease()));
  }

  private Outcome apply(Transaction transaction) {
    if (!transaction.conditions().stream().allMatch(table::holds)
        || !transaction.changes().stream().allMatch(this::hasItsLease)) {
      return outcome(false);
    }
    note(table.apply(transaction.changes()));
    return outcome(true);
  }

  private boolean hasItsLease(Change change) {
    return !(change instanceof Change.Put put)
        || put.lease().isEmpty()
        || table.lease(put.lease().get()) != null;
  }

  private boolean end(LeaseId lease) {
    if (table.lease(lease) == null) {
      return false;
    }
    clock.end(lease);
    note(table.end(lease));
    return true;
  }

  private void note(List<Change> made) {
    if (!made.isEmpty()) {
      unpublished.add(History.Step.of(table.revision(), made));
    }
  }

  private Outcome outcome(boolean applied) {
    return new Outcome(applied, table.revision());
  }

  /** Tells watches of what was applied since the last call. */
  public synchronized void publish() {
    for (History.Step step : unpublished) {
      watches.forEach(watch -> watch.changed(step));
      history.add(step);
    }
    unpublished.clear();
    watches.removeIf(LocalWatch::over);
  }

  /** The first revision that can be watched from. */
  synchronized long oldestRevision() {
    return history.oldest();
  }

  /**
   * Returns the revision.
   *
   * @return of the last operation that changed an entry; 0 if none did
   */
  public synchronized long revision() {
    return table.revision();
  }

  /**
   * Reads one key.
   *
   * @param key the key
   * @return as {@link StateStore#get}
   */
  public synchronized Lookup get(Key key) {
    return new Lookup(table.revision(), table.get(key));
  }

  /**
   * Reads a page of entries.
   *
   * @param prefix of the keys
   * @param after only keys after this one
   * @param limit the most entries
   * @return as {@link StateStore#list}
   * @throws IllegalArgumentException if the limit or the prefix is out of range
   */
  public synchronized Listing list(String prefix, Optional<Key> after, int limit) {
    requireListing(prefix, limit);
    return table.list(prefix, after.orElse(null), limit);
  }

  /**
   * Checks the arguments of {@link #list}, for backends that read later.
   *
   * @param prefix of the keys
   * @param limit the most entries
   * @throws IllegalArgumentException if one is out of range
   */
  public static void requireListing(String prefix, int limit) {
    Key.requirePrefix(prefix);
    if (limit < 1 || limit > StateStore.MAX_LISTED) {
      throw new IllegalArgumentException(
          "limit " + limit + " (expected: 1.." + StateStore.MAX_LISTED + ")");
    }
  }

  /**
   * Returns the time that a lease was granted for.
   *
   * @param lease the lease
   * @return empty if it is gone
   */
  public synchronized Optional<Duration> leaseTime(LeaseId lease) {
    return Optional.ofNullable(table.lease(lease)).map(found -> Duration.ofMillis(found.millis()));
  }

  /**
   * Follows changes as {@link StateStore#watch}; past ones are told before this method returns.
   *
   * @param prefix of the keys
   * @param fromRevision the first revision to report
   * @param listener learns of the changes
   * @return to end the watch
   * @throws IllegalArgumentException if the revision or the prefix is out of range
   */
  public Watch watch(String prefix, long fromRevision, WatchListener listener) {
    LocalWatch watch = LocalWatch.of(prefix, fromRevision, listener);
    begin(watch);
    return watch;
  }

  synchronized void begin(LocalWatch watch) {
    if (closed) {
      watch.failed(new StateStoreException(Reason.CLOSED, "the state store is closed", null));
    } else if (watch.fromRevision() < history.oldest()) {
      watch.compacted(history.oldest());
    } else {
      history.since(watch.fromRevision()).forEach(watch::changed);
      watches.add(watch);
    }
  }

  /**
   * Returns the leases whose time is over by this machine's clock, reckoned from when it applied
   * their last renewal.
   *
   * @return for the log, if this node decides for all
   */
  public synchronized List<Operation> expirations() {
    return clock.over();
  }

  /**
   * Returns when {@link #expirations} may next have one.
   *
   * @return on the scale of {@link System#nanoTime}; empty without leases
   */
  public synchronized Optional<Long> nextExpirationNanos() {
    return clock.next();
  }

  /** Lets the time of all leases begin anew, since this node begins to decide for all. */
  public synchronized void restartLeases() {
    table.leases().forEach(clock::begin);
  }

  /**
   * Writes the state, so that {@link #restore} can read it. Other calls are held up only while
   * references are copied.
   *
   * @param out left open
   * @return the revision that was written
   * @throws IOException if writing fails
   */
  public long save(OutputStream out) throws IOException {
    StateImage image;
    synchronized (this) {
      image = table.image();
    }
    image.writeTo(out);
    return image.revision();
  }

  /**
   * Takes over a state in place of the present one. Watches are told that changes are missing.
   *
   * @param in what {@link #save} wrote; left open
   * @throws IOException if reading fails or it is no such state; then the present one stays
   */
  public void restore(InputStream in) throws IOException {
    StateImage image = StateImage.readFrom(in);
    synchronized (this) {
      table.replace(image);
      clock.clear();
      table.leases().forEach(clock::begin);
      unpublished.clear();
      history = new History(historySteps, table.revision());
      watches.forEach(watch -> watch.compacted(history.oldest()));
      watches.clear();
    }
  }

  /** Ends all watches, since another machine goes on from a revision that may be an earlier one. */
  synchronized void supersede(long oldestRevision) {
    closed = true;
    watches.forEach(watch -> watch.compacted(oldestRevision));
    watches.clear();
    unpublished.clear();
  }

  /**
   * Ends all watches.
   *
   * @param reason what they are told
   */
  public synchronized void close(StateStoreException reason) {
    closed = true;
    watches.forEach(watch -> watch.failed(reason));
    watches.clear();
    unpublished.clear();
  }
}
