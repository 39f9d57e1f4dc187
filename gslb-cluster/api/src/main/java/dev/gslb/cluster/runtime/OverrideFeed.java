package dev.gslb.cluster.runtime;

import dev.gslb.cluster.Change;
import dev.gslb.cluster.Entry;
import dev.gslb.cluster.StateStore;
import dev.gslb.spi.Command;
import dev.gslb.spi.ControlPort;
import dev.gslb.spi.EndpointOverride;
import dev.gslb.zone.EndpointId;
import dev.gslb.zone.Zone;
import java.time.Clock;
import java.time.Instant;
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
 * it from the store. While endpoints drain, the server is told their shares, second by second.
 *
 * <p>A store that cannot be reached changes nothing: what was known last goes on to hold. An
 * override for an endpoint that the configuration does not have is kept and reported.
 *
 * <p>Safe for any thread. Its one thread is a daemon, {@code gslb-overrides}.
 */
public final class OverrideFeed implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OverrideFeed.class);

  /** How late an expiry, or the next share of a drain, may be noticed. */
  private static final long CLOCK_MILLIS = 250;

  private final StateStore store;
  private final BooleanSupplier leads;
  private final Clock clock;
  private final OneThread thread = new OneThread("gslb-overrides");
  private final StoreFollower follower;
  private final Map<EndpointId, EndpointOverride> applied = new HashMap<>(); // of the thread
  private final Set<OverrideTarget> orphans = new HashSet<>(); // of the thread
  private final Set<OverrideTable.Over> deleting = new HashSet<>(); // of the thread
  private OverrideTable table = new OverrideTable(); // of the thread
  private EndpointIndex index = EndpointIndex.EMPTY; // of the thread
  private Instant updated = Instant.MIN; // of the thread
  private @Nullable ControlPort control; // of the thread
  private volatile List<OverrideView> views = List.of(); // written by the thread

  private OverrideFeed(StateStore store, BooleanSupplier leads, Clock clock) {
    this.store = store;
    this.leads = leads;
    this.clock = clock;
    this.follower = new StoreFollower(store, Overrides.PREFIX, thread, new Table());
  }

  /**
   * Begins to read. Nothing is told to a server before {@link #attach}.
   *
   * @param store kept open by the caller for longer than the feed
   * @param leads whether this node is to delete what has expired
   * @param clock for expiry and for drains
   * @return a feed that belongs to the caller
   */
  public static OverrideFeed start(StateStore store, BooleanSupplier leads, Clock clock) {
    OverrideFeed feed = new OverrideFeed(store, leads, clock);
    feed.follower.start();
    feed.thread.executeEvery(CLOCK_MILLIS, feed::checkClock);
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
          // Again what a beginning server was given: it may have begun with less than is known.
          var unused =
              update(true)
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
    return follower.loaded();
  }

  /**
   * Says whether changes of the store reach this feed: not before it was read, nor while reading or
   * watching fails.
   *
   * @return false if what is known may be out of date
   */
  public boolean isFollowing() {
    return follower.isFollowing();
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
    follower.close();
  }

  private void checkClock() {
    Instant now = clock.instant();
    // A clock that was set back has drains to go on with that were over.
    Instant earlier = now.isBefore(updated) ? now : updated;
    if (!table.hasExpiries() && !table.drainsAfter(earlier)) {
      return;
    }
    var unused = update();
    if (leads.getAsBoolean()) {
      table.over(now).forEach(this::delete);
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
    return update(false);
  }

  private CompletableFuture<Long> update(boolean again) {
    Instant now = clock.instant();
    updated = now;
    views = table.views(index, now);
    reportOrphans();
    ControlPort server = control;
    CompletableFuture<Long> last = CompletableFuture.completedFuture(0L);
    if (server == null) {
      return last;
    }
    Map<EndpointId, EndpointOverride> wanted = table.inEffect(index, now);
    for (EndpointId id : List.copyOf(applied.keySet())) {
      if (!wanted.containsKey(id)) {
        applied.remove(id);
        last = server.submit(new Command.Overrule(id, Optional.empty()));
      }
    }
    for (Map.Entry<EndpointId, EndpointOverride> entry : wanted.entrySet()) {
      boolean news = !entry.getValue().equals(applied.put(entry.getKey(), entry.getValue()));
      if (news || again) {
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

  /** Keeps the table as the store has it. */
  private final class Table implements StoreFollower.Sink {
    @Override
    public void replace(List<Entry> entries) {
      OverrideTable fresh = new OverrideTable();
      entries.forEach(fresh::put);
      table = fresh;
      var unused = update();
    }

    @Override
    public void change(long revision, List<Change> changes) {
      table.apply(revision, changes);
      var unused = update();
    }
  }
}
