package dev.gslb.cluster;

import dev.gslb.cluster.StateStoreException.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The state store of a server that stands alone: one file, which one store at a time may have open.
 *
 * <p>One daemon thread, {@code gslb-state}, does everything in the order of the calls. What waits
 * together is written together: one flush of the disk acknowledges all of it. At most 4096 calls
 * may wait; more are {@link Reason#UNAVAILABLE}. The last 10,000 revisions, or 16 MiB of changes,
 * can be watched from, since the store was opened.
 *
 * <p>While less than 16 MiB are free on the disk, writes are {@link Reason#UNAVAILABLE} and leases
 * do not end; reads go on. After an error of the disk, what was being written is {@link
 * Reason#UNKNOWN_OUTCOME}, watches must list again, and the file is opened again; as long as it can
 * only be read, writes are {@link Reason#UNAVAILABLE}. If it cannot even be read, the store is
 * {@link Reason#FAILED}.
 */
public final class LocalStateStore implements StateStore {

  private static final int MAX_WAITING = 4096;
  private static final int MAX_BATCH = 256;
  private static final int HISTORY_STEPS = 10_000;

  private final LocalState state; // of the store's thread
  private final BlockingQueue<Step<?>> waiting = new LinkedBlockingQueue<>();
  private final List<LocalWatch> unstarted = new ArrayList<>(); // of the store's thread
  private final Thread thread;
  private boolean closing; // guarded by waiting
  private volatile StoreHealth health = StoreHealth.GOOD; // written by the store's thread

  private LocalStateStore(LocalState state) {
    this.state = state;
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
   *     Reason#IN_USE}), or if it cannot be read ({@link Reason#FAILED}); one that is damaged is
   *     renamed to {@code <file>.corrupt-<n>}, and none is made while such a file is there
   */
  public static StateStore open(Path file) {
    return inFile(file);
  }

  /**
   * Makes a store that forgets everything when it is closed.
   *
   * @return a store that belongs to the caller
   */
  public static StateStore inMemory() {
    return start(EntrySource.memory(), HISTORY_STEPS, System::nanoTime);
  }

  /** Opens as {@link #open}, for the parts of this package. */
  static LocalStateStore inFile(Path file) {
    return start(new EntryFile(file), HISTORY_STEPS, System::nanoTime);
  }

  static LocalStateStore start(EntrySource source, int historySteps, LongSupplier nanoTime) {
    LocalStateStore store = new LocalStateStore(new LocalState(source, historySteps, nanoTime));
    store.thread.start();
    return store;
  }

  @Override
  public CompletableFuture<Lookup> get(Key key) {
    return submit(() -> state.machine().get(key));
  }

  @Override
  public CompletableFuture<Listing> list(String prefix, Optional<Key> after, int limit) {
    StateMachine.requireListing(prefix, limit);
    return submit(() -> state.machine().list(prefix, after, limit));
  }

  @Override
  public CompletableFuture<Outcome> commit(Transaction transaction) {
    Operation operation = new Operation.Commit(transaction);
    return submit(new Step<>(() -> state.machine().apply(operation), true));
  }

  @Override
  public Watch watch(String prefix, long fromRevision, WatchListener listener) {
    LocalWatch watch = LocalWatch.of(prefix, fromRevision, listener);
    var unused =
        submit(() -> unstarted.add(watch))
            .whenComplete(
                (begun, error) -> {
                  if (error instanceof StateStoreException reason) {
                    watch.failed(reason);
                  }
                });
    return watch;
  }

  @Override
  public CompletableFuture<LeaseId> grantLease(Duration timeToLive) {
    Operation.requireLeaseTime(timeToLive);
    return submit(new Step<>(() -> grant(timeToLive), true));
  }

  private LeaseId grant(Duration timeToLive) {
    LeaseId lease;
    do {
      lease = new LeaseId(ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE));
    } while (!state.machine().apply(new Operation.Grant(lease, timeToLive)).applied());
    return lease;
  }

  @Override
  public CompletableFuture<Boolean> renewLease(LeaseId lease) {
    return submit(
        new Step<>(() -> state.machine().apply(new Operation.Renew(lease)).applied(), true));
  }

  @Override
  public CompletableFuture<Void> revokeLease(LeaseId lease) {
    return submit(
        new Step<>(
            () -> {
              state.machine().apply(new Operation.Revoke(lease));
              return null;
            },
            true));
  }

  @Override
  public CompletableFuture<Optional<Duration>> leaseTime(LeaseId lease) {
    return submit(() -> state.machine().leaseTime(lease));
  }

  /** Runs something on the store's thread, after the calls before it; never if it is closed. */
  void onItsThread(Runnable action) {
    var unused = submit(() -> true).thenAccept(reached -> action.run());
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
        Step<?> first = next();
        if (first != null) {
          batch.add(first);
        }
      } catch (InterruptedException e) {
        continue; // only close() ends this thread
      }
      waiting.drainTo(batch, MAX_BATCH - batch.size());
      open = batch.isEmpty() || !batch.get(batch.size() - 1).isLast();
      perform(batch);
      batch.clear();
    }
    end();
  }

  /** Waits for a call, or until there is something to do without one. */
  private @Nullable Step<?> next() throws InterruptedException {
    Optional<Long> nanos = state.nanosToWait();
    return nanos.isEmpty() ? waiting.take() : waiting.poll(nanos.get(), TimeUnit.NANOSECONDS);
  }

  /** Nothing is acknowledged or shown to a watch before all of it is durable. */
  private void perform(List<Step<?>> batch) {
    try {
      StateStoreException refusal = state.refusal();
      StateStoreException failure = state.failure();
      if (refusal == null) {
        state.machine().expirations().forEach(state.machine()::apply);
      }
      for (Step<?> step : batch) {
        step.run(step.writes ? refusal : failure);
      }
      if (failure == null) {
        state.sync();
        batch.forEach(Step::acknowledge);
        // Watches begin before the batch's own changes push the oldest ones out of the history.
        unstarted.forEach(state.machine()::begin);
        unstarted.clear();
        state.publish();
      }
    } catch (RuntimeException | Error e) {
      StateStoreException reason = state.openAgain(e);
      batch.forEach(step -> step.leaveOpen(e));
      batch.forEach(step -> step.fail(reason));
    }
    endUnstarted(state.failure());
    health = state.health();
  }

  /** How it did the last time that it was used. Any thread. */
  StoreHealth health() {
    return health;
  }

  private void end() {
    StateStoreException reason = closed();
    state.close(reason);
    endUnstarted(reason);
  }

  private void endUnstarted(@Nullable StateStoreException reason) {
    if (reason != null) {
      unstarted.forEach(watch -> watch.failed(reason));
      unstarted.clear();
    }
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

    /** Fails at once if there is a refusal. */
    private void run(@Nullable StateStoreException refusal) {
      if (refusal != null) {
        fail(refusal);
      } else if (action != null) {
        result = action.get();
      }
    }

    private void acknowledge() {
      future.complete(result);
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
