package dev.gslb.cluster;

import java.nio.charset.StandardCharsets;

/**
 * The name of an entry, such as {@code overrides/us-east/10.0.1.10/weight}. Keys are ordered by the
 * bytes of their UTF-8 form, as all stores order them.
 *
 * @param text 1 to 512 bytes in UTF-8
 */
public record Key(String text) implements Comparable<Key> {

  /** The most bytes that a key has in UTF-8. */
  public static final int MAX_BYTES = 512;

  /** Checks the length. */
  public Key {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("empty key (expected: 1 to " + MAX_BYTES + " bytes)");
    }
    requirePrefix(text);
  }

  /** Checks what every key and every prefix of keys must fulfil. */
  static void requirePrefix(String text) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new IllegalArgumentException("key with half a surrogate pair (expected: Unicode text)");
    }
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_BYTES) {
      throw new IllegalArgumentException(
          "key of " + bytes + " bytes (expected: at most " + MAX_BYTES + ")");
    }
  }

  int sizeBytes() {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  @Override
  public int compareTo(Key other) {
    int common = Math.min(text.length(), other.text.length());
    for (int i = 0; i < common; i++) {
      char mine = text.charAt(i);
      char theirs = other.text.charAt(i);
      if (mine != theirs) {
        return Integer.compare(rank(mine), rank(theirs));
      }
    }
    return Integer.compare(text.length(), other.text.length());
  }

  /** UTF-16 has surrogates below U+E000, but they stand for code points above U+FFFF. */
  private static int rank(char unit) {
    return Character.isSurrogate(unit) ? unit + 0x10000 : unit;
  }

  @Override
  public String toString() {
    return text;
  }
}
