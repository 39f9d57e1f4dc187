package dev.gslb.internal.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A name being looked up: lower-case, uncompressed, with the place and the hash of each suffix.
 * Reused from query to query; confined to one worker.
 *
 * <pre>
 *   wire    3 w w w 7 e x a m p l e 3 c o m 0
 *   start   0       4               12      16     start(labels) is the root's zero octet
 *   label   0       1               2       3
 * </pre>
 */
public final class WireName {
  /** Octets of the longest name (RFC 1035 section 3.1). */
  public static final int MAX_LENGTH = 255;

  private static final int MAX_LABELS = 127;
  private static final int MAX_LABEL_LENGTH = 63;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] wire = new byte[MAX_LENGTH + NameHash.SLACK];
  private final int[] starts = new int[MAX_LABELS + 1];
  private final long[] hashes = new long[MAX_LABELS + 1];
  private int labels;
  private int length;

  /**
   * Copies an uncompressed name out of a message, in lower case.
   *
   * @param bytes the message
   * @param from index of the first label
   * @param limit end of the message
   * @return octets read, or -1 if no uncompressed name of at most 255 octets stands there
   */
  public int read(byte[] bytes, int from, int limit) {
    return append(bytes, from, limit, 0, 0);
  }

  /**
   * Puts the labels left of a suffix in front of another name (RFC 6672 section 2.2).
   *
   * @param source the name that is rewritten
   * @param suffixLabel the label of {@code source} at which the replaced suffix begins
   * @param bytes holds the new suffix, uncompressed
   * @param from index of its first label
   * @return false if the result would be longer than 255 octets
   */
  public boolean substitute(WireName source, int suffixLabel, byte[] bytes, int from) {
    int prefix = source.starts[suffixLabel];
    System.arraycopy(source.wire, 0, wire, 0, prefix);
    System.arraycopy(source.starts, 0, starts, 0, suffixLabel);
    return append(bytes, from, bytes.length, prefix, suffixLabel) > 0;
  }

  private int append(byte[] bytes, int from, int limit, int prefix, int prefixLabels) {
    int in = from;
    int shift = prefix - from;
    int count = prefixLabels;
    int end = Math.min(limit, MAX_LENGTH - shift);
    while (in < end) {
      int size = bytes[in];
      if (size == 0) {
        lowerInto(bytes, from, in + 1 - from, prefix);
        labels = count;
        starts[count] = in + shift;
        length = in + 1 + shift;
        hashSuffixes();
        return length;
      }
      // A negative size has the two top bits of a compression pointer or an unknown label type.
      if (size < 0 || size > MAX_LABEL_LENGTH) {
        return -1;
      }
      starts[count++] = in + shift;
      in += size + 1;
    }
    return -1;
  }

  /** Copies labels in lower case, eight octets at a time; length octets are below all letters. */
  private void lowerInto(byte[] bytes, int from, int size, int to) {
    int done = 0;
    for (; done < size && from + done + 8 <= bytes.length; done += 8) {
      LONG.set(wire, to + done, lower((long) LONG.get(bytes, from + done)));
    }
    for (; done < size; done++) {
      wire[to + done] = lower(bytes[from + done]);
    }
  }

  /** Sets bit 5 of each octet that is an upper-case ASCII letter; no carry leaves an octet. */
  private static long lower(long octets) {
    long low = octets & 0x7F7F7F7F7F7F7F7FL;
    long fromA = low + 0x3F3F3F3F3F3F3F3FL;
    long aboveZ = low + 0x2525252525252525L;
    long upper = ~octets & (fromA ^ aboveZ) & 0x8080808080808080L;
    return octets | (upper >>> 2);
  }

  /** Returns the length of the uncompressed name at an index, its zero octet included. */
  public static int lengthAt(byte[] bytes, int from) {
    int at = from;
    while (bytes[at] != 0) {
      at += bytes[at] + 1;
    }
    return at + 1 - from;
  }

  /** The octets; only the first {@link #length} are valid. */
  public byte[] wire() {
    return wire;
  }

  /** Octets of the whole name. */
  public int length() {
    return length;
  }

  /** Counts the labels without the root's. */
  public int labels() {
    return labels;
  }

  /** Index of a label's length octet; of {@code labels()}, the root's zero octet. */
  public int start(int label) {
    return starts[label];
  }

  /** Hash of the suffix that begins at a label. */
  public long hash(int label) {
    return hashes[label];
  }

  private void hashSuffixes() {
    long hash = NameHash.ROOT;
    hashes[labels] = hash;
    for (int i = labels - 1; i >= 0; i--) {
      hash = NameHash.child(hash, wire, starts[i]);
      hashes[i] = hash;
    }
  }

  /** Returns an octet with an upper-case ASCII letter made lower. */
  public static byte lower(byte octet) {
    return octet >= 'A' && octet <= 'Z' ? (byte) (octet + 32) : octet;
  }
}
