package dev.gslb.cluster.runtime;

import dev.gslb.cluster.StateStore;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Takes registrations and mappings from a state store to whoever serves them: those that are there,
 * then all of them after each change. Changes that come within a tenth of a second are told
 * together.
 *
 * <p>A store that cannot be reached changes nothing: what was known last goes on to hold. A value
 * that cannot be read is passed over.
 *
 * <p>Safe for any thread. Its one thread is a daemon, {@code gslb-additions}.
 */
public final class AdditionFeed implements AutoCloseable {
  private static final long GATHER_MILLIS = 100;

  private final OneThread thread = new OneThread("gslb-additions");
  private final long gatherMillis;
  private final EntryView<Registration> registrations =
      new EntryView<>(Registrations::read, Registration.MAX_COUNT, this::note); // of the thread
  private final EntryView<GeoMapping> mappings =
      new EntryView<>(GeoMappings::read, GeoMapping.MAX_COUNT, this::note); // of the thread
  private final StoreFollower services;
  private final StoreFollower networks;
  private boolean gathering; // of the thread
  private @Nullable Listener listener; // of the thread
  private volatile Said said = new Said(List.of(), List.of(), 0); // written by the thread

  /** Learns of all that is said. */
  public interface Listener {
    /**
     * Takes what is said now. Called on the feed's thread, one call at a time, which it may block;
     * the next changes wait for it.
     *
     * @param said all of it
     */
    void said(Said said);
  }

  /**
   * What is said at one moment.
   *
   * @param registrations ordered by key, at most {@link Registration#MAX_COUNT}
   * @param mappings ordered by key, at most {@link GeoMapping#MAX_COUNT}
   * @param passedOver how many entries cannot be read, or are too many
   */
  public record Said(List<Registration> registrations, List<GeoMapping> mappings, int passedOver) {
    /** Copies the lists. */
    public Said {
      registrations = List.copyOf(registrations);
      mappings = List.copyOf(mappings);
    }
  }

  private AdditionFeed(StateStore store, long gatherMillis) {
    this.gatherMillis = gatherMillis;
    this.services = new StoreFollower(store, Registrations.PREFIX, thread, registrations);
    this.networks = new StoreFollower(store, GeoMappings.PREFIX, thread, mappings);
  }

  /**
   * Begins to read. Nobody is told before {@link #attach}.
   *
   * @param store kept open by the caller for longer than the feed
   * @return a feed that belongs to the caller
   */
  public static AdditionFeed start(StateStore store) {
    return start(store, GATHER_MILLIS);
  }

  static AdditionFeed start(StateStore store, long gatherMillis) {
    AdditionFeed feed = new AdditionFeed(store, gatherMillis);
    feed.services.start();
    feed.networks.start();
    return feed;
  }

  /**
   * Returns when the store was read for the first time.
   *
   * @return completes then with what is said, and not before the store can be read
   */
  public CompletableFuture<Said> loaded() {
    return services.loaded().thenCombineAsync(networks.loaded(), (left, right) -> look(), thread);
  }

  /**
   * Begins to tell.
   *
   * @param told learns of everything at once, and of each change then
   * @return completes when it was told for the first time, which is after the store was read
   */
  public CompletableFuture<Void> attach(Listener told) {
    return loaded()
        .thenAcceptAsync(
            now -> {
              listener = told;
              told.said(look());
            },
            thread);
  }

  /**
   * Says whether changes of the store reach this feed: not before it was read, nor while reading or
   * watching fails.
   *
   * @return false if what is known may be out of date
   */
  public boolean isFollowing() {
    return services.isFollowing() && networks.isFollowing();
  }

  /**
   * Returns what is said.
   *
   * @return as it was told last, or is about to be
   */
  public Said said() {
    return said;
  }

  private Said look() {
    said =
        new Said(
            registrations.values(),
            mappings.values(),
            registrations.passedOver() + mappings.passedOver());
    return said;
  }

  /** Notes that something changed; what else changes soon is told with it. */
  private void note() {
    if (!gathering) {
      gathering = true;
      thread.executeIn(gatherMillis, this::tell);
    }
  }

  private void tell() {
    gathering = false;
    Listener told = listener;
    Said now = look();
    if (told != null) {
      told.said(now);
    }
  }

  @Override
  public void close() {
    thread.close();
    services.close();
    networks.close();
  }
}
