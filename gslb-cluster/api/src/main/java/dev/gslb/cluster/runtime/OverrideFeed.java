package dev.gslb.cluster.runtime;

import dev.gslb.cluster.Change;
import dev.gslb.cluster.Entry;
import dev.gslb.cluster.Key;
import dev.gslb.cluster.Listing;
import dev.gslb.cluster.StateStore;
import dev.gslb.cluster.StateStoreException;
import dev.gslb.cluster.StateStoreException.Reason;
import dev.gslb.cluster.Watch;
import dev.gslb.cluster.WatchListener;
import dev.gslb.spi.Command;
import dev.gslb.spi.ControlPort;
import dev.gslb.spi.EndpointOverride;
import dev.gslb.zone.EndpointId;
import dev.gslb.zone.Zone;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes overrides from a state store to a server: those that are there, then each change. What has
 * expired no longer counts from that moment on, by this node's clock; the node that leads deletes
 * it from the store.
 *
 * <p>A store that cannot be reached changes nothing: what was known last goes on to hold. An
 * override for an endpoint that the configuration does not have is kept and reported.
 *
 * <p>Safe for any thread. Its one thread is a daemon, {@code gslb-overrides}.
 */
public final class OverrideFeed implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OverrideFeed.class);
  private static final long RETRY_MILLIS = 500;

  /** How late an expiry may be noticed. */
  private static final long EXPIRY_MILLIS = 250;

  private static final int PAGE = 1_000;

  private final StateStore store;
  private final BooleanSupplier leads;
  private final Clock clock;
  private final OneThread thread = new OneThread("gslb-overrides");
  private final CompletableFuture<Void> loaded = new CompletableFuture<>();
  private final Map<EndpointId, EndpointOverride> applied = new HashMap<>(); // of the thread
  private final Set<OverrideTarget> orphans = new HashSet<>(); // of the thread
  private final Set<OverrideTable.Over> deleting = new HashSet<>(); // of the thread
  private OverrideTable table = new OverrideTable(); // of the thread
  private EndpointIndex index = EndpointIndex.EMPTY; // of the thread
  private @Nullable ControlPort control; // of the thread
  private @Nullable Watch watch; // of the thread
  private volatile List<OverrideView> views = List.of(); // written by the thread
  private volatile boolean following; // written by the thread

  private OverrideFeed(StateStore store, BooleanSupplier leads, Clock clock) {
    this.store = store;
    this.leads = leads;
    this.clock = clock;
  }

  /**
   * Begins to read. Nothing is told to a server before {@link #attach}.
   *
   * @param store kept open by the caller for longer than the feed
   * @param leads whether this node is to delete what has expired
   * @param clock for expiry
   * @return a feed that belongs to the caller
   */
  public static OverrideFeed start(StateStore store, BooleanSupplier leads, Clock clock) {
    OverrideFeed feed = new OverrideFeed(store, leads, clock);
    feed.thread.execute(feed::load);
    feed.thread.executeEvery(EXPIRY_MILLIS, feed::checkExpiry);
    return feed;
  }

  /**
   * Sets which endpoints there are: at the start, and when the configuration was loaded again.
   *
   * @param zones all that are served
   * @return what is in effect for them, as commands for a server that begins
   */
  public CompletableFuture<List<Command>> endpoints(Collection<Zone> zones) {
    EndpointIndex next = new EndpointIndex(zones);
    return CompletableFuture.supplyAsync(
        () -> {
          index = next;
          var unused = update();
          List<Command> commands = new ArrayList<>();
          Map<EndpointId, EndpointOverride> now = table.inEffect(index, clock.instant());
          now.forEach((id, said) -> commands.add(new Command.Overrule(id, Optional.of(said))));
          applied.putAll(now); // what begins with them is told when they end
          return commands;
        },
        thread);
  }

  /**
   * Begins to tell a server.
   *
   * @param server receives {@link Command.Overrule}
   * @return completes with the id of a snapshot that shows all that was known
   */
  public CompletableFuture<Long> attach(ControlPort server) {
    CompletableFuture<Long> told = new CompletableFuture<>();
    thread.execute(
        () -> {
          control = server;
          var unused =
              update()
                  .whenComplete(
                      (snapshot, error) -> {
                        if (error == null) {
                          told.complete(snapshot);
                        } else {
                          told.completeExceptionally(error);
                        }
                      });
        });
    return told;
  }

  /**
   * Returns when the store was read for the first time.
   *
   * @return completes then, and not before the store can be read
   */
  public CompletableFuture<Void> loaded() {
    return loaded.copy();
  }

  /**
   * Says whether changes of the store reach this feed: not before it was read, nor while reading or
   * watching fails.
   *
   * @return false if what is known may be out of date
   */
  public boolean isFollowing() {
    return following;
  }

  /**
   * Says whether the configuration has what a target means.
   *
   * @param target the target
   * @return true if it means at least one endpoint
   */
  public CompletableFuture<Boolean> isConfigured(OverrideTarget target) {
    return CompletableFuture.supplyAsync(() -> !index.find(target).isEmpty(), thread);
  }

  /**
   * Returns what is said, ordered by target.
   *
   * @return the state of the moment
   */
  public List<OverrideView> views() {
    return views;
  }

  @Override
  public void close() {
    thread.close();
    Watch open = watch;
    if (open != null) {
      open.close();
    }
  }

  private void load() {
    loadPage(new OverrideTable(), Optional.empty(), 0);
  }

  /** Reads page after page, then watches from the revision after that of the first. */
  private void loadPage(OverrideTable fresh, Optional<Key> after, long firstRevision) {
    var unused =
        store
            .list(Overrides.PREFIX, after, PAGE)
            .whenCompleteAsync(
                (page, error) -> {
                  try {
                    if (page == null) {
                      retry("reading overrides", error);
                    } else {
                      loaded(fresh, page, after.isEmpty() ? page.revision() : firstRevision);
                    }
                  } catch (RuntimeException e) {
                    retry("reading overrides", e);
                  }
                },
                thread::offer);
  }

  private void loaded(OverrideTable fresh, Listing page, long firstRevision) {
    List<Entry> entries = page.entries();
    entries.forEach(fresh::put);
    if (page.more()) {
      loadPage(fresh, Optional.of(entries.get(entries.size() - 1).key()), firstRevision);
    } else {
      takeOver(fresh, firstRevision);
    }
  }

  private void takeOver(OverrideTable fresh, long revision) {
    table = fresh;
    watch = store.watch(Overrides.PREFIX, revision + 1, new Listener());
    var unused = update();
    following = true;
    loaded.complete(null);
  }

  private void retry(String doing, @Nullable Throwable error) {
    Throwable cause = error != null && error.getCause() != null ? error.getCause() : error;
    if (cause instanceof StateStoreException failure && failure.reason() == Reason.CLOSED) {
      return;
    }
    if (following || !loaded.isDone()) {
      LOG.warn("{} failed; it is tried again: {}", doing, String.valueOf(cause));
    }
    following = false;
    thread.executeIn(RETRY_MILLIS, this::load);
  }

  private void checkExpiry() {
    if (!table.hasExpiries()) {
      return;
    }
    var unused = update();
    if (leads.getAsBoolean()) {
      table.over(clock.instant()).forEach(this::delete);
    }
  }

  private void delete(OverrideTable.Over over) {
    if (!deleting.add(over)) {
      return;
    }
    var unused =
        new Overrides(store)
            .clear(over.target(), over.field(), over.revision())
            .whenCompleteAsync(
                (outcome, error) -> {
                  deleting.remove(over);
                  if (error != null) {
                    LOG.debug("{} {} is deleted later", over.target(), over.field(), error);
                  }
                },
                thread::offer);
  }

  /** Tells the server what changed since the last time. Returns the last answer. */
  private CompletableFuture<Long> update() {
    views = table.views(index, clock.instant());
    reportOrphans();
    ControlPort server = control;
    CompletableFuture<Long> last = CompletableFuture.completedFuture(0L);
    if (server == null) {
      return last;
    }
    Map<EndpointId, EndpointOverride> wanted = table.inEffect(index, clock.instant());
    for (EndpointId id : List.copyOf(applied.keySet())) {
      if (!wanted.containsKey(id)) {
        applied.remove(id);
        last = server.submit(new Command.Overrule(id, Optional.empty()));
      }
    }
    for (Map.Entry<EndpointId, EndpointOverride> entry : wanted.entrySet()) {
      if (!entry.getValue().equals(applied.put(entry.getKey(), entry.getValue()))) {
        last = server.submit(new Command.Overrule(entry.getKey(), Optional.of(entry.getValue())));
      }
    }
    return last;
  }

  private void reportOrphans() {
    if (index == EndpointIndex.EMPTY) {
      return; // nothing was configured yet
    }
    Set<OverrideTarget> now = new HashSet<>();
    for (OverrideView view : views) {
      if (view.isOrphaned() && now.add(view.target()) && !orphans.contains(view.target())) {
        LOG.warn("the override of {} is for no configured server; it is kept", view.target());
      }
    }
    orphans.clear();
    orphans.addAll(now);
  }

  /** Hands what the store's thread says to ours. */
  private final class Listener implements WatchListener {
    @Override
    public void changed(long revision, List<Change> changes) {
      thread.offer(
          () -> {
            table.apply(revision, changes);
            var unused = update();
          });
    }

    @Override
    public void compacted(long oldestRevision) {
      thread.offer(
          () -> {
            following = false;
            load();
          });
    }

    @Override
    public void failed(StateStoreException reason) {
      thread.offer(() -> retry("watching overrides", reason));
    }
  }
}
