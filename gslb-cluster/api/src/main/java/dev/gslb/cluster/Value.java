package dev.gslb.cluster;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The content of an entry: up to 1 MiB that the store does not interpret. Immutable. */
public final class Value {

  /** The most bytes that a value has. */
  public static final int MAX_BYTES = 1 << 20;

  private final byte[] bytes;

  private Value(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw new IllegalArgumentException(
          "value of " + bytes.length + " bytes (expected: at most " + MAX_BYTES + ")");
    }
    this.bytes = bytes;
  }

  /**
   * Makes a value of bytes.
   *
   * @param bytes copied; at most {@link #MAX_BYTES}
   * @return the value
   */
  public static Value of(byte[] bytes) {
    return new Value(bytes.clone());
  }

  /**
   * Makes a value of text.
   *
   * @param text stored in UTF-8, at most {@link #MAX_BYTES}
   * @return the value
   */
  public static Value of(String text) {
    return new Value(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Takes over the array, which nobody else may keep. */
  static Value owning(byte[] bytes) {
    return new Value(bytes);
  }

  /** Returns the array itself, which must not be changed. */
  byte[] shared() {
    return bytes;
  }

  /**
   * Returns the content.
   *
   * @return a copy
   */
  public byte[] bytes() {
    return bytes.clone();
  }

  /**
   * Returns the content as text.
   *
   * @return the bytes read as UTF-8
   */
  public String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /**
   * Returns the length.
   *
   * @return in bytes
   */
  public int size() {
    return bytes.length;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Value value && Arrays.equals(bytes, value.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return bytes.length + " bytes";
  }
}
