package dev.gslb.cluster;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Changes that are made together, if all conditions hold, or not at all. The limits are those that
 * every store can keep.
 *
 * @param conditions all of which must hold; none means always
 * @param changes at least one, each of another key
 */
public record Transaction(List<Condition> conditions, List<Change> changes) {

  /** The most conditions and changes together. */
  public static final int MAX_STEPS = 128;

  /** The most bytes of all keys and values together. */
  public static final int MAX_BYTES = Value.MAX_BYTES + (256 << 10);

  /** Copies the lists and checks the limits. */
  public Transaction {
    conditions = List.copyOf(conditions);
    changes = List.copyOf(changes);
    require(!changes.isEmpty(), "no change", "at least one");
    int steps = conditions.size() + changes.size();
    require(steps <= MAX_STEPS, steps + " conditions and changes", "at most " + MAX_STEPS);
    long bytes = 0;
    for (Condition condition : conditions) {
      bytes += condition.key().sizeBytes();
    }
    Set<Key> keys = new HashSet<>();
    for (Change change : changes) {
      require(keys.add(change.key()), "two changes of " + change.key(), "one for each key");
      bytes += sizeBytes(change);
    }
    require(bytes <= MAX_BYTES, bytes + " bytes", "at most " + MAX_BYTES);
  }

  /**
   * Makes a transaction without conditions.
   *
   * @param changes at least one, each of another key
   * @return the transaction
   */
  public static Transaction of(Change... changes) {
    return new Transaction(List.of(), List.of(changes));
  }

  /**
   * Makes a transaction that writes one value.
   *
   * @param key the key
   * @param value its new value
   * @return the transaction
   */
  public static Transaction put(Key key, Value value) {
    return of(new Change.Put(key, value));
  }

  /**
   * Makes a transaction that deletes one key.
   *
   * @param key the key
   * @return the transaction
   */
  public static Transaction delete(Key key) {
    return of(new Change.Delete(key));
  }

  /**
   * Makes the same transaction with one condition more.
   *
   * @param condition that must hold too
   * @return a new transaction
   */
  public Transaction when(Condition condition) {
    List<Condition> more = new ArrayList<>(conditions);
    more.add(condition);
    return new Transaction(more, changes);
  }

  static int sizeBytes(Change change) {
    int value = change instanceof Change.Put put ? put.value().size() : 0;
    return change.key().sizeBytes() + value;
  }

  private static void require(boolean holds, String found, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(
          "transaction with " + found + " (expected: " + expected + ")");
    }
  }
}
