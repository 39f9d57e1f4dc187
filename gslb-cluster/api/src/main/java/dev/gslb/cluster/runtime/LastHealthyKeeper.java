package dev.gslb.cluster.runtime;

import dev.gslb.cluster.Change;
import dev.gslb.cluster.Condition;
import dev.gslb.cluster.Entry;
import dev.gslb.cluster.Key;
import dev.gslb.cluster.LeaderElection;
import dev.gslb.cluster.Leadership;
import dev.gslb.cluster.Listing;
import dev.gslb.cluster.StateStore;
import dev.gslb.cluster.StateStoreException;
import dev.gslb.cluster.StateStoreException.Reason;
import dev.gslb.cluster.Transaction;
import dev.gslb.cluster.Value;
import dev.gslb.spi.StateView;
import dev.gslb.zone.EndpointId;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps in a state store which endpoints were healthy last, so that policies with {@link
 * dev.gslb.zone.Fallback#LAST_HEALTHY} know it after the restart of a node or of all.
 *
 * <p>There is one entry for each endpoint, {@code last-healthy/{id}}, which for a region's server
 * is {@code last-healthy/{region}/{address}}; its value is when it was written. It stands for all
 * policies that have the endpoint: one that begins with it may serve more than it did before the
 * restart, where an endpoint was up last in another policy.
 *
 * <p>The leader alone writes, as long as it leads: verdicts are those of all nodes, so that its own
 * are as good as any. The others read when they start. It writes when something changed, at most
 * once a second, so that a crash may forget the last second; and at most 10,000 endpoints, the
 * first ones by their ids.
 *
 * <p>Safe for any thread. Its one thread is a daemon, {@code gslb-last-healthy}.
 */
public final class LastHealthyKeeper implements AutoCloseable {
  /** The most endpoints that are kept. */
  static final int MAX_KEPT = 10_000;

  static final String PREFIX = "last-healthy/";

  private static final Logger LOG = LoggerFactory.getLogger(LastHealthyKeeper.class);
  private static final long WRITE_MILLIS = 1_000;
  private static final long RETRY_MILLIS = 500;

  /** In one transaction, beside the condition. */
  private static final int MOST_CHANGES = Transaction.MAX_STEPS - 1;

  private final StateStore store;
  private final LeaderElection election;
  private final Clock clock;
  private final OneThread thread = new OneThread("gslb-last-healthy");
  private final CompletableFuture<Set<EndpointId>> remembered = new CompletableFuture<>();
  private @Nullable StateView states; // of the thread
  private @Nullable Set<EndpointId> stored; // of the thread; null while it is not known
  private long token; // of the thread: of the leadership that stored was read under
  private boolean busy; // of the thread
  private boolean tooMany; // of the thread

  private LastHealthyKeeper(StateStore store, LeaderElection election, Clock clock) {
    this.store = store;
    this.election = election;
    this.clock = clock;
  }

  /**
   * Begins to read what was kept. Nothing is written before {@link #follow}.
   *
   * @param store kept open by the caller for longer than the keeper
   * @param election says whether this node is to write
   * @param clock for the values
   * @return a keeper that belongs to the caller
   */
  public static LastHealthyKeeper start(StateStore store, LeaderElection election, Clock clock) {
    LastHealthyKeeper keeper = new LastHealthyKeeper(store, election, clock);
    keeper.thread.execute(keeper::remember);
    return keeper;
  }

  /**
   * Returns which endpoints were healthy last, for {@link dev.gslb.spi.Command.Remember}.
   *
   * @return completes when the store could be read
   */
  public CompletableFuture<Set<EndpointId>> remembered() {
    return remembered.copy();
  }

  /**
   * Begins to write. To be called when the server was told what was remembered, lest it be
   * overwritten.
   *
   * @param view of the server
   */
  public void follow(StateView view) {
    thread.offer(() -> states = view);
    thread.executeEvery(WRITE_MILLIS, this::look);
  }

  @Override
  public void close() {
    thread.close();
  }

  private void remember() {
    var unused =
        read()
            .whenCompleteAsync(
                (endpoints, error) -> {
                  if (endpoints != null) {
                    remembered.complete(endpoints);
                  } else if (!isClosed(error)) {
                    LOG.debug("What was healthy last is read later", error);
                    thread.executeIn(RETRY_MILLIS, this::remember);
                  }
                },
                thread::offer);
  }

  private static boolean isClosed(@Nullable Throwable error) {
    Throwable cause = error != null && error.getCause() != null ? error.getCause() : error;
    return cause instanceof StateStoreException failure && failure.reason() == Reason.CLOSED;
  }

  private CompletableFuture<Set<EndpointId>> read() {
    return read(new HashSet<>(), Optional.empty());
  }

  private CompletableFuture<Set<EndpointId>> read(Set<EndpointId> found, Optional<Key> after) {
    return store.list(PREFIX, after, StateStore.MAX_LISTED).thenCompose(page -> read(found, page));
  }

  private CompletableFuture<Set<EndpointId>> read(Set<EndpointId> found, Listing page) {
    for (Entry entry : page.entries()) {
      try {
        found.add(new EndpointId(entry.key().text().substring(PREFIX.length())));
      } catch (IllegalArgumentException e) {
        LOG.warn("{} is passed over (expected: last-healthy/region/address)", entry.key());
      }
    }
    return page.more()
        ? read(found, Optional.of(page.entries().get(page.entries().size() - 1).key()))
        : CompletableFuture.completedFuture(found);
  }

  private void look() {
    StateView view = states;
    if (busy || view == null) {
      return;
    }
    Leadership leadership = election.current();
    if (!leadership.self()) {
      stored = null;
      return;
    }
    if (stored == null || token != leadership.fencingToken()) {
      stored = null;
      token = leadership.fencingToken();
      busy = true;
      var unused = read().whenCompleteAsync(this::known, thread::offer);
      return;
    }
    Set<EndpointId> wanted = bounded(view.lastHealthy());
    if (!wanted.equals(stored)) {
      busy = true;
      write(leadership.fence(), changes(stored, wanted), wanted);
    }
  }

  private void known(@Nullable Set<EndpointId> endpoints, @Nullable Throwable error) {
    busy = false;
    stored = endpoints;
    if (error != null) {
      LOG.debug("What was healthy last is written later", error);
    }
  }

  private Set<EndpointId> bounded(Set<EndpointId> endpoints) {
    Set<EndpointId> kept = new TreeSet<>(endpoints);
    kept.removeIf(id -> !isKey(id));
    boolean many = kept.size() > MAX_KEPT;
    if (many && !tooMany) {
      LOG.warn("Of {} endpoints that were healthy last {} are kept", kept.size(), MAX_KEPT);
    }
    tooMany = many;
    return many ? new HashSet<>(List.copyOf(kept).subList(0, MAX_KEPT)) : kept;
  }

  /** An id of 255 characters may have more octets than a key. */
  private static boolean isKey(EndpointId id) {
    try {
      key(id);
      return true;
    } catch (IllegalArgumentException e) {
      LOG.debug("{} cannot be kept", id, e);
      return false;
    }
  }

  private static Key key(EndpointId id) {
    return new Key(PREFIX + id);
  }

  private List<Change> changes(Set<EndpointId> before, Set<EndpointId> after) {
    Value now = Value.of(clock.instant().toString());
    List<Change> changes = new ArrayList<>();
    for (EndpointId id : after) {
      if (!before.contains(id)) {
        changes.add(new Change.Put(key(id), now));
      }
    }
    for (EndpointId id : before) {
      if (!after.contains(id)) {
        changes.add(new Change.Delete(key(id)));
      }
    }
    return changes;
  }

  /** Writes as much as fits, and then the rest. */
  private void write(Condition leads, List<Change> changes, Set<EndpointId> wanted) {
    List<Change> first = changes.subList(0, Math.min(MOST_CHANGES, changes.size()));
    List<Change> rest = changes.subList(first.size(), changes.size());
    var unused =
        store
            .commit(new Transaction(List.of(leads), first))
            .whenCompleteAsync(
                (outcome, error) -> {
                  if (outcome == null || !outcome.applied()) {
                    known(null, error);
                  } else if (rest.isEmpty()) {
                    known(wanted, null);
                  } else {
                    write(leads, rest, wanted);
                  }
                },
                thread::offer);
  }
}
