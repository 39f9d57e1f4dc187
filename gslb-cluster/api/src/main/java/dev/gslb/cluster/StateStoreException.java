package dev.gslb.cluster;

import org.jspecify.annotations.Nullable;

/** A state store could not do what it was asked. */
public final class StateStoreException extends RuntimeException {

  /** What the caller can make of it. */
  public enum Reason {
    /** Another process has the store open. */
    IN_USE,
    /** The backend cannot do that. */
    UNSUPPORTED,
    /** Not now: nothing was changed, and the same call may succeed later. */
    UNAVAILABLE,
    /** The transaction may or may not have been applied: read before trying again. */
    UNKNOWN_OUTCOME,
    /** The store is broken, and stays so until it is opened again. */
    FAILED,
    /** The store was closed. */
    CLOSED
  }

  private static final long serialVersionUID = 1L;

  /** What the caller can make of it. */
  private final Reason reason;

  /**
   * Makes an exception.
   *
   * @param reason what the caller can make of it
   * @param message what happened, where, and what was expected
   * @param cause the cause, if there is one
   */
  public StateStoreException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /**
   * Returns the reason.
   *
   * @return what the caller can make of it
   */
  public Reason reason() {
    return reason;
  }
}
