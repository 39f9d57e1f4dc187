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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the entries with a prefix, page by page, then follows their changes; what fails, or is no
 * longer kept, is read anew. All of it happens on a given thread.
 */
final class StoreFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StoreFollower.class);
  private static final long RETRY_MILLIS = 500;
  private static final int PAGE = 1_000;

  private final StateStore store;
  private final String prefix;
  private final OneThread thread;
  private final Sink sink;
  private final CompletableFuture<Void> loaded = new CompletableFuture<>();
  private @Nullable Watch watch; // of the thread
  private volatile boolean following; // written by the thread

  /** Takes what is read. Called on the thread. */
  interface Sink {
    /** These entries are there, and no others. */
    void replace(List<Entry> entries);

    /** One revision's changes. */
    void change(long revision, List<Change> changes);
  }

  /** Will follow, from {@link #start} on. The thread must end before {@link #close}. */
  StoreFollower(StateStore store, String prefix, OneThread thread, Sink sink) {
    this.store = store;
    this.prefix = prefix;
    this.thread = thread;
    this.sink = sink;
  }

  void start() {
    thread.execute(this::load);
  }

  /** Completes when everything was read for the first time. */
  CompletableFuture<Void> loaded() {
    return loaded.copy();
  }

  /** False before the first reading, and while reading or watching fails. */
  boolean isFollowing() {
    return following;
  }

  private void load() {
    loadPage(new ArrayList<>(), Optional.empty(), 0);
  }

  private void loadPage(List<Entry> entries, Optional<Key> after, long firstRevision) {
    var unused =
        store
            .list(prefix, after, PAGE)
            .whenCompleteAsync(
                (page, error) -> {
                  try {
                    if (page == null) {
                      retry("reading", error);
                    } else {
                      loaded(entries, page, after.isEmpty() ? page.revision() : firstRevision);
                    }
                  } catch (RuntimeException e) {
                    retry("reading", e);
                  }
                },
                thread::offer);
  }

  private void loaded(List<Entry> entries, Listing page, long firstRevision) {
    entries.addAll(page.entries());
    if (page.more()) {
      loadPage(entries, Optional.of(entries.get(entries.size() - 1).key()), firstRevision);
      return;
    }
    sink.replace(entries);
    watch = store.watch(prefix, firstRevision + 1, new Listener());
    following = true;
    loaded.complete(null);
  }

  private void retry(String doing, @Nullable Throwable error) {
    Throwable cause = error != null && error.getCause() != null ? error.getCause() : error;
    if (cause instanceof StateStoreException failure && failure.reason() == Reason.CLOSED) {
      return;
    }
    if (following || !loaded.isDone()) {
      LOG.warn("{} {} failed; it is tried again: {}", doing, prefix, String.valueOf(cause));
    }
    following = false;
    thread.executeIn(RETRY_MILLIS, this::load);
  }

  /** Ends the watch. */
  @Override
  public void close() {
    Watch open = watch;
    if (open != null) {
      open.close();
    }
  }

  /** Hands what the store's thread says to ours. */
  private final class Listener implements WatchListener {
    @Override
    public void changed(long revision, List<Change> changes) {
      thread.offer(() -> sink.change(revision, changes));
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
      thread.offer(() -> retry("watching", reason));
    }
  }
}
