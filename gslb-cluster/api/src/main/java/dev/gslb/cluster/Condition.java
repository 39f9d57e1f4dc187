package dev.gslb.cluster;

/**
 * What must hold for a transaction to be applied.
 *
 * @param key whose entry is looked at
 * @param revision that the entry must have; {@link #ABSENT} if there must be none
 */
public record Condition(Key key, long revision) {

  /** The revision of an entry that does not exist. */
  public static final long ABSENT = 0;

  /** Checks the range. */
  public Condition {
    if (revision < ABSENT) {
      throw new IllegalArgumentException("revision " + revision + " (expected: 0 or more)");
    }
  }

  /**
   * Requires that a key is absent.
   *
   * @param key the key
   * @return the condition
   */
  public static Condition absent(Key key) {
    return new Condition(key, ABSENT);
  }

  /**
   * Requires that an entry has not changed.
   *
   * @param entry as it was read
   * @return the condition
   */
  public static Condition unchanged(Entry entry) {
    return new Condition(entry.key(), entry.revision());
  }
}
