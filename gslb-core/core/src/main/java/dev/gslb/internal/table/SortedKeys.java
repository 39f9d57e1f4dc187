package dev.gslb.internal.table;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Keys in order, each with the owner it stands for, packed into one array. Immutable. */
final class SortedKeys {
  private final byte[] data;
  private final int[] starts;

  private SortedKeys(byte[] data, int[] starts) {
    this.data = data;
    this.starts = starts;
  }

  /** Gathers keys; confined to one thread. */
  static final class Gathering {
    @SuppressWarnings("ArrayRecordComponent") // never compared, and nobody changes the arrays
    private record Entry(byte[] key, byte[] owner) {}

    private final List<Entry> entries = new ArrayList<>();

    void add(byte[] key, byte[] owner) {
      entries.add(new Entry(key, owner));
    }

    boolean isEmpty() {
      return entries.isEmpty();
    }

    SortedKeys sorted() {
      entries.sort((a, b) -> Arrays.compareUnsigned(a.key, b.key));
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      int[] starts = new int[entries.size()];
      for (int i = 0; i < starts.length; i++) {
        Entry entry = entries.get(i);
        starts[i] = packed.size();
        packed.write(entry.key.length >>> 8);
        packed.write(entry.key.length);
        packed.writeBytes(entry.key);
        packed.write(entry.owner.length);
        packed.writeBytes(entry.owner);
      }
      return new SortedKeys(packed.toByteArray(), starts);
    }
  }

  int size() {
    return starts.length;
  }

  /** Index of a key, or {@code -(index of the key before it) - 2}: as if there were one at -1. */
  int find(byte[] key, int length) {
    int low = 0;
    int high = starts.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int start = starts[middle];
      int size = keyLength(start);
      int order = Arrays.compareUnsigned(data, start + 2, start + 2 + size, key, 0, length);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -high - 2;
  }

  /** Copies an owner to an array. Returns its length. */
  int owner(int index, byte[] to) {
    int start = starts[index];
    int at = start + 2 + keyLength(start);
    int length = data[at] & 0xFF;
    System.arraycopy(data, at + 1, to, 0, length);
    return length;
  }

  private int keyLength(int start) {
    return (data[start] & 0xFF) << 8 | (data[start + 1] & 0xFF);
  }
}
