package dev.gslb.cluster;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A versioned key/value store for what is happening now: overrides, registrations, records written
 * through an API. What should exist stands in the configuration instead.
 *
 * <p>Every transaction that changes something makes the next revision of the store; revisions only
 * grow, and never go back when the store is opened again. Reads and transactions are linearizable:
 * each sees all that was acknowledged before it was called. A transaction is acknowledged when it
 * is durable.
 *
 * <p>Safe for any thread; no method blocks but {@link #close}. Futures complete on a thread of the
 * store, which dependents must not block, and exceptionally only with a {@link
 * StateStoreException}.
 */
public interface StateStore extends AutoCloseable {

  /** The most entries that one listing returns. */
  int MAX_LISTED = 10_000;

  /** The shortest time of a lease. */
  Duration MIN_LEASE = Duration.ofSeconds(2);

  /** The longest time of a lease. */
  Duration MAX_LEASE = Duration.ofDays(7);

  /**
   * Reads one key.
   *
   * @param key the key
   * @return the entry, with the revision of the read
   */
  CompletableFuture<Lookup> get(Key key);

  /**
   * Reads the entries whose keys have a prefix, in the order of the keys, page by page. Each page
   * is consistent in itself. To follow all of them, list every page, then watch from the revision
   * after that of the first page: changes that happened while listing are told again.
   *
   * @param prefix of the keys; empty for all
   * @param after only keys after this one: the last of the page before
   * @param limit the most entries to return, 1 to {@link #MAX_LISTED}; a page of large values may
   *     be shorter, so that {@link Listing#more} alone tells whether it is the last
   * @return the page
   * @throws IllegalArgumentException if the limit or the prefix is out of range
   */
  CompletableFuture<Listing> list(String prefix, Optional<Key> after, int limit);

  /**
   * Makes changes, if the conditions hold.
   *
   * @param transaction the conditions and the changes
   * @return what became of it. A transaction that deletes absent keys only is applied and makes no
   *     revision
   */
  CompletableFuture<Outcome> commit(Transaction transaction);

  /**
   * Follows the changes of keys with a prefix: first those of past revisions, then those to come,
   * without a gap. If past ones are no longer kept, the listener is told so and the watch is over.
   *
   * @param prefix of the keys; empty for all
   * @param fromRevision the first revision to report, at least 1; may lie in the future
   * @param listener learns of the changes
   * @return to end the watch
   * @throws IllegalArgumentException if the revision or the prefix is out of range
   */
  Watch watch(String prefix, long fromRevision, WatchListener listener);

  /**
   * Grants a lease: entries that are written with it are deleted when it is not renewed in time.
   * The time begins anew when the store is opened again or another node takes over, so that a lease
   * may live longer, but never shorter.
   *
   * @param timeToLive {@link #MIN_LEASE} to {@link #MAX_LEASE}; a store may round it up
   * @return the lease
   * @throws IllegalArgumentException if the time is out of range
   */
  CompletableFuture<LeaseId> grantLease(Duration timeToLive);

  /**
   * Renews a lease: its time begins anew.
   *
   * @param lease the lease
   * @return false if it is gone
   */
  CompletableFuture<Boolean> renewLease(LeaseId lease);

  /**
   * Ends a lease and deletes what was written with it.
   *
   * @param lease the lease; one that is gone is none to end
   * @return completes when its entries are gone
   */
  CompletableFuture<Void> revokeLease(LeaseId lease);

  /**
   * Returns the time that a lease was granted for.
   *
   * @param lease the lease
   * @return the time; empty if the lease is gone
   */
  CompletableFuture<Optional<Duration>> leaseTime(LeaseId lease);

  /**
   * Finishes what was begun and frees everything. Later calls fail with {@link
   * StateStoreException.Reason#CLOSED}; so do watches.
   */
  @Override
  void close();
}
