package dev.gslb.cluster;

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
   */
  record Put(Key key, Value value) implements Change {}

  /**
   * Deletes a key, if it exists.
   *
   * @param key the key
   */
  record Delete(Key key) implements Change {}
}
