package dev.gslb.cluster;

import dev.gslb.cluster.StateStoreException.Reason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state store of a server that stands alone: one file, which one store at a time may have open.
 *
 * <p>One daemon thread, {@code gslb-state}, does everything in the order of the calls. What waits
 * together is written together: one flush of the disk acknowledges all of it. At most 4096 calls
 * may wait; more are {@link Reason#UNAVAILABLE}. An error of the disk makes the store {@link
 * Reason#FAILED}. The last 10,000 revisions, or 16 MiB of changes, can be watched from, since the
 * store was opened.
 */
public final class LocalStateStore implements StateStore {

  private static final Logger LOG = LoggerFactory.getLogger(LocalStateStore.class);
  private static final int MAX_WAITING = 4096;
  private static final int MAX_BATCH = 256;
  private static final int HISTORY_STEPS = 10_000;

  private final EntryTable table;
  private final History history;
  private final List<LocalWatch> watches = new ArrayList<>(); // of the store's thread
  private final List<LocalWatch> unstarted = new ArrayList<>(); // of the store's thread
  private final List<History.Step> unpublished = new ArrayList<>(); // of the store's thread
  private final BlockingQueue<Step<?>> waiting = new LinkedBlockingQueue<>();
  private final Thread thread;
  private boolean closing; // guarded by waiting
  private @Nullable StateStoreException failure; // of the store's thread

  private LocalStateStore(EntryTable table, int historySteps) {
    this.table = table;
    this.history = new History(historySteps, table.revision());
    this.thread = new Thread(this::work, "gslb-state");
    thread.setDaemon(true);
  }

  /**
   * Opens a store in a file, which is made if it is missing, with its directories. Blocks while it
   * reads.
   *
   * @param file the file
   * @return a store that belongs to the caller
   * @throws StateStoreException if another process or store has the file open ({@link
   *     Reason#IN_USE}), or if it cannot be read ({@link Reason#FAILED})
   */
  public static StateStore open(Path file) {
    return start(EntryTable.open(file), HISTORY_STEPS);
  }

  /**
   * Makes a store that forgets everything when it is closed.
   *
   * @return a store that belongs to the caller
   */
  public static StateStore inMemory() {
    return start(EntryTable.inMemory(), HISTORY_STEPS);
  }

  static StateStore start(EntryTable table, int historySteps) {
    LocalStateStore store = new LocalStateStore(table, historySteps);
    store.thread.start();
    return store;
  }

  @Override
  public CompletableFuture<Lookup> get(Key key) {
    return submit(() -> new Lookup(table.revision(), table.get(key)));
  }

  @Override
  public CompletableFuture<Listing> list(String prefix, Optional<Key> after, int limit) {
    Key.requirePrefix(prefix);
    if (limit < 1 || limit > MAX_LISTED) {
      throw new IllegalArgumentException("limit " + limit + " (expected: 1.." + MAX_LISTED + ")");
    }
    return submit(() -> table.list(prefix, after.orElse(null), limit));
  }

  @Override
  public CompletableFuture<Outcome> commit(Transaction transaction) {
    return submit(new Step<>(() -> apply(transaction), true));
  }

  @Override
  public Watch watch(String prefix, long fromRevision, WatchListener listener) {
    Key.requirePrefix(prefix);
    if (fromRevision < 1) {
      throw new IllegalArgumentException("revision " + fromRevision + " (expected: at least 1)");
    }
    LocalWatch watch = new LocalWatch(prefix, fromRevision, listener);
    var unused =
        submit(() -> begin(watch))
            .whenComplete(
                (begun, error) -> {
                  if (error instanceof StateStoreException reason) {
                    watch.failed(reason);
                  }
                });
    return watch;
  }

  @Override
  public void close() {
    synchronized (waiting) {
      if (!closing) {
        closing = true;
        waiting.add(Step.last());
      }
    }
    if (Thread.currentThread().equals(thread)) {
      return;
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private <T> CompletableFuture<T> submit(Supplier<T> action) {
    return submit(new Step<>(action, false));
  }

  private <T> CompletableFuture<T> submit(Step<T> step) {
    synchronized (waiting) {
      if (closing) {
        step.fail(closed());
      } else if (waiting.size() >= MAX_WAITING) {
        String message = waiting.size() + " calls wait (expected: fewer than " + MAX_WAITING + ")";
        step.fail(new StateStoreException(Reason.UNAVAILABLE, message, null));
      } else {
        waiting.add(step);
      }
    }
    return step.future;
  }

  private void work() {
    List<Step<?>> batch = new ArrayList<>();
    boolean open = true;
    while (open) {
      try {
        batch.add(waiting.take());
      } catch (InterruptedException e) {
        continue; // only close() ends this thread
      }
      waiting.drainTo(batch, MAX_BATCH - 1);
      open = !batch.get(batch.size() - 1).isLast();
      perform(batch);
      batch.clear();
    }
    end();
  }

  /** Nothing is acknowledged or shown to a watch before all of it is durable. */
  private void perform(List<Step<?>> batch) {
    if (failure == null) {
      try {
        long before = table.revision();
        batch.forEach(Step::run);
        if (table.revision() != before) {
          table.sync();
        }
      } catch (RuntimeException | Error e) {
        LOG.error("the state store failed; it must be opened again", e);
        failure = new StateStoreException(Reason.FAILED, "the state store failed: " + e, e);
        batch.forEach(step -> step.leaveOpen(e));
        table.abandon();
      }
    }
    StateStoreException failed = failure;
    if (failed == null) {
      batch.forEach(Step::acknowledge);
      publish();
    } else {
      batch.forEach(step -> step.fail(failed));
      endWatches(failed);
    }
  }

  private Outcome apply(Transaction transaction) {
    for (Condition condition : transaction.conditions()) {
      if (!table.holds(condition)) {
        return new Outcome(false, table.revision());
      }
    }
    List<Change> made = table.apply(transaction.changes());
    long revision = table.revision();
    if (!made.isEmpty()) {
      unpublished.add(History.Step.of(revision, made));
    }
    return new Outcome(true, revision);
  }

  /** Registers a watch; what it missed is told when the batch is durable. */
  private boolean begin(LocalWatch watch) {
    unstarted.add(watch);
    return true;
  }

  /** Watches begin before the batch's own changes may push the oldest ones out of the history. */
  private void publish() {
    for (LocalWatch watch : unstarted) {
      if (watch.fromRevision() < history.oldest()) {
        watch.compacted(history.oldest());
      } else {
        history.since(watch.fromRevision()).forEach(watch::changed);
        watches.add(watch);
      }
    }
    unstarted.clear();
    for (LocalWatch watch : watches) {
      unpublished.forEach(watch::changed);
    }
    unpublished.forEach(history::add);
    unpublished.clear();
    watches.removeIf(LocalWatch::over);
  }

  private void end() {
    endWatches(closed());
    if (failure == null) {
      try {
        table.close();
      } catch (RuntimeException e) {
        LOG.error("closing the state store failed", e);
      }
    }
  }

  private void endWatches(StateStoreException reason) {
    watches.forEach(watch -> watch.failed(reason));
    unstarted.forEach(watch -> watch.failed(reason));
    watches.clear();
    unstarted.clear();
    unpublished.clear();
  }

  private static StateStoreException closed() {
    return new StateStoreException(Reason.CLOSED, "the state store is closed", null);
  }

  /** One call: done on the store's thread, acknowledged when durable. */
  private static final class Step<T> {
    private final CompletableFuture<T> future = new CompletableFuture<>();
    private final @Nullable Supplier<T> action;
    private final boolean writes;
    private @Nullable T result;

    private Step(@Nullable Supplier<T> action, boolean writes) {
      this.action = action;
      this.writes = writes;
    }

    private static Step<?> last() {
      return new Step<Object>(null, false);
    }

    private boolean isLast() {
      return action == null;
    }

    private void run() {
      if (action != null) {
        result = action.get();
      }
    }

    private void acknowledge() {
      if (result != null) {
        future.complete(result);
      }
    }

    /** The disk may have taken what it reported as failed. */
    private void leaveOpen(Throwable cause) {
      if (writes) {
        fail(new StateStoreException(Reason.UNKNOWN_OUTCOME, "the disk failed: " + cause, cause));
      }
    }

    private void fail(StateStoreException reason) {
      future.completeExceptionally(reason);
    }
  }
}
