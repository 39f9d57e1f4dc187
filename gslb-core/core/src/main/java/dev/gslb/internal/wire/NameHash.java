package dev.gslb.internal.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The hash of a lower-case name, built label by label from the root downward, so that the hashes of
 * all its ancestors fall out on the way.
 */
public final class NameHash {
  /** The hash of the root. */
  public static final long ROOT = 0x9E3779B97F4A7C15L;

  /** Octets that must be readable behind a name, since eight are loaded at a time. */
  public static final int SLACK = 8;

  private static final long MULTIPLIER = 0xD6E8FEB86659FD93L;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private NameHash() {}

  /**
   * Goes one label down.
   *
   * @param parent hash of the labels to the right
   * @param bytes holds the label; {@link #SLACK} octets behind it are readable
   * @param label index of the length octet
   * @return the hash of the longer name
   */
  public static long child(long parent, byte[] bytes, int label) {
    int left = bytes[label] + 1;
    int at = label;
    long hash = parent;
    while (left > 8) {
      hash = mix(hash ^ (long) LONG.get(bytes, at));
      at += 8;
      left -= 8;
    }
    long tail = (long) LONG.get(bytes, at) & (-1L >>> (64 - 8 * left));
    return mix(hash ^ tail);
  }

  /** Folds a hash to the 32 bits that tables use. */
  public static int fold(long hash) {
    return (int) (hash ^ (hash >>> 32));
  }

  private static long mix(long value) {
    long product = value * MULTIPLIER;
    return (product ^ (product >>> 32)) * MULTIPLIER;
  }
}
