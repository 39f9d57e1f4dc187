package dev.gslb.cluster.etcd;

import dev.gslb.cluster.StateStoreException;
import dev.gslb.cluster.StateStoreException.Reason;
import io.grpc.Status;
import java.util.Set;
import java.util.concurrent.CompletionException;

/** What the statuses of calls mean for a caller. */
final class EtcdErrors {
  private static final String LEASE_NOT_FOUND = "requested lease not found";
  private static final Set<String> TOKEN_IS_OLD =
      Set.of("etcdserver: invalid auth token", "etcdserver: revision of auth store is old");

  // With these the server says that it did nothing. With any other it may have.
  private static final Set<Status.Code> REFUSALS =
      Set.of(
          Status.Code.INVALID_ARGUMENT,
          Status.Code.NOT_FOUND,
          Status.Code.FAILED_PRECONDITION,
          Status.Code.PERMISSION_DENIED,
          Status.Code.UNAUTHENTICATED,
          Status.Code.OUT_OF_RANGE,
          Status.Code.RESOURCE_EXHAUSTED,
          Status.Code.UNIMPLEMENTED);

  private EtcdErrors() {}

  /**
   * Names a failure.
   *
   * @param mayHaveActed whether the call changes something and may have left this process
   */
  static StateStoreException of(Throwable error, boolean mayHaveActed) {
    Status status = Status.fromThrowable(error);
    String message = "etcd: " + status.getCode() + ", " + description(status);
    if (isLimit(status)) {
      return new StateStoreException(
          Reason.UNSUPPORTED, message + " (expected: a server with the default limits)", error);
    }
    if (!REFUSALS.contains(status.getCode()) && mayHaveActed) {
      return new StateStoreException(Reason.UNKNOWN_OUTCOME, message, error);
    }
    return new StateStoreException(Reason.UNAVAILABLE, message, error);
  }

  private static boolean isLimit(Status status) {
    String description = description(status);
    return status.getCode() == Status.Code.INVALID_ARGUMENT
        && (description.contains("too large") || description.contains("too many"));
  }

  static StateStoreException closed() {
    return new StateStoreException(Reason.CLOSED, "the state store is closed", null);
  }

  /** Takes off what futures wrap around an error. */
  static StateStoreException bare(Throwable error) {
    Throwable cause =
        error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    return cause instanceof StateStoreException known
        ? known
        : new StateStoreException(Reason.FAILED, "etcd answered what cannot be: " + cause, cause);
  }

  /** Whether no server could be asked, or none can act at the moment. */
  static boolean isOutage(Throwable error) {
    Status.Code code = Status.fromThrowable(error).getCode();
    return code == Status.Code.UNAVAILABLE || code == Status.Code.DEADLINE_EXCEEDED;
  }

  static boolean isOldToken(Throwable error) {
    String description = Status.fromThrowable(error).getDescription();
    return description != null && TOKEN_IS_OLD.contains(description);
  }

  static boolean isLeaseNotFound(StateStoreException error) {
    return is(error, Status.Code.NOT_FOUND)
        && description(Status.fromThrowable(error)).contains(LEASE_NOT_FOUND);
  }

  static boolean is(StateStoreException error, Status.Code code) {
    return error.getCause() != null && Status.fromThrowable(error.getCause()).getCode() == code;
  }

  private static String description(Status status) {
    String description = status.getDescription();
    Throwable cause = status.getCause();
    return (description == null ? "no description" : description)
        + (cause == null ? "" : ": " + cause.getMessage());
  }
}
