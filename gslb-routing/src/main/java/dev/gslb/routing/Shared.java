package dev.gslb.routing;

import java.lang.ref.SoftReference;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Large values that equal keys share. A value may be forgotten when memory is short and nobody uses
 * it. Safe for any thread; one value is made at a time.
 */
final class Shared<K, V> {
  /** Makes a value. */
  interface Maker<V, X extends Exception> {
    V make() throws X;
  }

  private final Map<K, SoftReference<V>> values = new HashMap<>();

  /** Returns the value of a key, and makes it if there is none. */
  synchronized <X extends Exception> V get(K key, Maker<V, X> maker) throws X {
    values.values().removeIf(reference -> reference.get() == null);
    SoftReference<V> reference = values.get(key);
    @Nullable V present = reference == null ? null : reference.get();
    if (present != null) {
      return present;
    }
    V made = maker.make();
    values.put(key, new SoftReference<>(made));
    return made;
  }
}
