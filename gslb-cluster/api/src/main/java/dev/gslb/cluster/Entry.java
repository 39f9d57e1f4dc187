package dev.gslb.cluster;

import java.util.Optional;

/**
 * A key with its value.
 *
 * @param key the name
 * @param value the content
 * @param revision the store's revision that wrote this value
 * @param lease the lease that it ends with, if it does
 */
public record Entry(Key key, Value value, long revision, Optional<LeaseId> lease) {

  /**
   * Makes an entry that stays until it is deleted.
   *
   * @param key the name
   * @param value the content
   * @param revision the store's revision that wrote this value
   */
  public Entry(Key key, Value value, long revision) {
    this(key, value, revision, Optional.empty());
  }
}
