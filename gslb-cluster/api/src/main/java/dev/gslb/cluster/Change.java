package dev.gslb.cluster;

import java.util.Objects;
import java.util.Optional;

/** A change of one key. */
public sealed interface Change {

  /**
   * Returns what is changed.
   *
   * @return the key
   */
  Key key();

  /**
   * Writes a value, whether or not the key exists. An equal value is a change too.
   *
   * @param key the key
   * @param value its new value
   * @param lease the entry ends with this lease, if it is not written again before; a lease that is
   *     gone is a condition that does not hold
   */
  record Put(Key key, Value value, Optional<LeaseId> lease) implements Change {

    /** Refuses nulls. */
    public Put {
      Objects.requireNonNull(key, "key");
      Objects.requireNonNull(value, "value");
      Objects.requireNonNull(lease, "lease");
    }

    /**
     * Writes a value that stays until it is deleted.
     *
     * @param key the key
     * @param value its new value
     */
    public Put(Key key, Value value) {
      this(key, value, Optional.empty());
    }
  }

  /**
   * Deletes a key, if it exists.
   *
   * @param key the key
   */
  record Delete(Key key) implements Change {}
}
