package dev.gslb.cluster;

import java.time.Duration;

/**
 * One step of a {@link StateMachine}, as a backend puts it into its log. Octets of one version of
 * this library are understood by later ones.
 */
public sealed interface Operation {

  /** The most octets that {@link #encode} makes. */
  int MAX_BYTES = Transaction.MAX_BYTES + (64 << 10);

  /**
   * Makes the octets that {@link #decode} reads.
   *
   * @return a new array, of at most {@link #MAX_BYTES}
   */
  default byte[] encode() {
    return OperationCodec.encode(this);
  }

  /**
   * Reads an operation.
   *
   * @param octets what {@link #encode} made
   * @return the operation
   * @throws IllegalArgumentException if they are not an operation
   */
  static Operation decode(byte[] octets) {
    return OperationCodec.decode(octets);
  }

  /**
   * Checks the time of a lease, for backends that grant it later.
   *
   * @param timeToLive the time
   * @throws IllegalArgumentException if it is out of range
   */
  static void requireLeaseTime(Duration timeToLive) {
    if (timeToLive.compareTo(StateStore.MIN_LEASE) < 0
        || timeToLive.compareTo(StateStore.MAX_LEASE) > 0) {
      throw new IllegalArgumentException(
          "lease of "
              + timeToLive
              + " (expected: "
              + StateStore.MIN_LEASE
              + ".."
              + StateStore.MAX_LEASE
              + ")");
    }
  }

  /**
   * Applies a transaction. The outcome is the transaction's.
   *
   * @param transaction what to change
   */
  record Commit(Transaction transaction) implements Operation {}

  /**
   * Grants a lease. Not applied if there is one of this id.
   *
   * @param lease its id, chosen at random
   * @param timeToLive in milliseconds' resolution
   */
  record Grant(LeaseId lease, Duration timeToLive) implements Operation {}

  /**
   * Renews a lease. Not applied if it is gone.
   *
   * @param lease the lease
   */
  record Renew(LeaseId lease) implements Operation {}

  /**
   * Ends a lease and deletes its entries. Not applied if it is gone.
   *
   * @param lease the lease
   */
  record Revoke(LeaseId lease) implements Operation {}

  /**
   * Ends a lease that was not renewed in time. Not applied if it is gone or was renewed meanwhile.
   *
   * @param lease the lease
   * @param renewals how often it had been renewed when its time was over
   */
  record Expire(LeaseId lease, long renewals) implements Operation {}
}
