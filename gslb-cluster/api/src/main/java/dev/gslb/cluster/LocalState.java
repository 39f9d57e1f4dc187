package dev.gslb.cluster;

import dev.gslb.cluster.StateStoreException.Reason;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state behind a {@link LocalStateStore}, with what its disk lets it do: all, or reading alone
 * while writing is suspended, or nothing after a failure. Confined to the store's thread.
 */
final class LocalState {
  static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final Logger LOG = LoggerFactory.getLogger(LocalState.class);
  private static final long LEAST_FREE_BYTES = 16 << 20;

  private final EntrySource source;
  private final int historySteps;
  private final LongSupplier nanoTime;
  private EntryTable table;
  private StateMachine machine;
  private boolean readOnly;
  private long retryNanos; // when writing is tried again, if it is suspended
  private @Nullable StateStoreException suspension; // of writes
  private @Nullable StateStoreException failure; // of everything

  LocalState(EntrySource source, int historySteps, LongSupplier nanoTime) {
    this.source = source;
    this.historySteps = historySteps;
    this.nanoTime = nanoTime;
    this.table = source.open();
    this.machine = StateMachine.on(table, historySteps, nanoTime);
  }

  StateMachine machine() {
    return machine;
  }

  /** Why nothing can be read or written any more, if so. */
  @Nullable StateStoreException failure() {
    return failure;
  }

  StoreHealth health() {
    if (failure != null) {
      return new StoreHealth(false, String.valueOf(failure.getMessage()));
    }
    return suspension == null
        ? StoreHealth.GOOD
        : new StoreHealth(true, "changes are refused: " + suspension.getMessage());
  }

  /** When there may be something to do without a call; empty if never. */
  Optional<Long> nanosToWait() {
    if (failure != null) {
      return Optional.empty();
    }
    return suspension != null
        ? Optional.of(RETRY_NANOS)
        : machine.nextExpirationNanos().map(deadline -> deadline - nanoTime.getAsLong());
  }

  /** Why nothing can be written now, if so. Tries to write again when it is time. */
  @Nullable StateStoreException refusal() {
    if (failure != null) {
      return failure;
    }
    if (suspension != null && nanoTime.getAsLong() - retryNanos < 0) {
      return suspension;
    }
    if (readOnly && !reopens()) {
      return failure != null ? failure : suspension;
    }
    long free = source.usableBytes();
    if (free < LEAST_FREE_BYTES) {
      String why = free + " bytes are free on the disk (expected: " + LEAST_FREE_BYTES + ")";
      suspend(why, null, 0);
    } else if (suspension != null) {
      LOG.info("the state store is written again");
      suspension = null;
      machine.restartLeases(); // nobody could renew them
    }
    return suspension;
  }

  private boolean reopens() {
    table.abandon();
    try {
      use(source.open(), false);
    } catch (StateStoreException e) {
      suspend(String.valueOf(e.getMessage()), e, RETRY_NANOS);
      useReadOnly(e);
      return false;
    }
    return true;
  }

  /** Makes durable what was applied. */
  void sync() {
    table.sync();
  }

  /** Tells watches of what is durable, and then shortens the file if that is worth it. */
  void publish() {
    machine.publish();
    if (!readOnly) {
      source.compact(table);
    }
  }

  /**
   * Goes on after an error. What was being written is in the file as a whole or not at all, so it
   * is opened again.
   *
   * @return why the calls that were not answered fail, if they did not write
   */
  StateStoreException openAgain(Throwable error) {
    LOG.error("the state store failed; it is opened again", error);
    table.abandon();
    StateStoreException reason = suspend("the disk failed: " + error, error, RETRY_NANOS);
    try {
      use(source.open(), false);
    } catch (StateStoreException e) {
      error.addSuppressed(e);
      useReadOnly(error);
    }
    return failure != null ? failure : reason;
  }

  private void useReadOnly(Throwable error) {
    try {
      use(source.openReadOnly(), true);
    } catch (StateStoreException e) {
      LOG.error("the state store failed; it must be closed and opened again", e);
      failure = new StateStoreException(Reason.FAILED, "the state store failed: " + error, error);
      machine.close(failure);
    }
  }

  private void use(EntryTable opened, boolean toReadOnly) {
    StateMachine before = machine;
    table = opened;
    readOnly = toReadOnly;
    machine = StateMachine.on(table, historySteps, nanoTime);
    before.supersede(machine.oldestRevision());
  }

  private StateStoreException suspend(String why, @Nullable Throwable cause, long forNanos) {
    if (suspension == null) {
      LOG.warn("the state store cannot be written: {}", why);
    }
    StateStoreException reason = new StateStoreException(Reason.UNAVAILABLE, why, cause);
    suspension = reason;
    retryNanos = nanoTime.getAsLong() + forNanos;
    return reason;
  }

  void close(StateStoreException reason) {
    machine.close(reason);
    if (readOnly) {
      table.abandon();
    } else if (failure == null) {
      try {
        table.close();
      } catch (RuntimeException e) {
        LOG.error("closing the state store failed", e);
      }
    }
  }
}
