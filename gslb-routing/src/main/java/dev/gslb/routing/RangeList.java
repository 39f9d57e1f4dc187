package dev.gslb.routing;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * An address space cut into ranges, each with a value: a sorted list of starts. A range ends where
 * the next one starts, neighbours differ in value, and the first starts at address zero, so that
 * every address is in exactly one. Addresses are left-aligned in 128 bits, as in {@link Cidr}, and
 * compared as unsigned numbers.
 *
 * <p>Filled by one thread in ascending order, then only read.
 */
final class RangeList {
  /** The value of addresses that nobody spoke of. */
  static final int NONE = -1;

  /** Makes the value of a range from those of two lists. */
  interface Combination {
    int of(int first, int second);
  }

  private long[] highs = new long[16];
  private long[] lows = new long[16];
  private int[] values = new int[16];
  private int size;

  /** One range: everything has the value {@link #NONE}. */
  RangeList() {
    startRange(0, 0, NONE);
  }

  /** Cuts by nested prefixes: where they overlap, the longest has its way. */
  static RangeList ofNested(Map<Cidr, Integer> prefixes) {
    List<Cidr> sorted = new ArrayList<>(prefixes.keySet());
    sorted.sort(
        Comparator.<Cidr>comparingLong(cidr -> cidr.high() ^ Long.MIN_VALUE)
            .thenComparingLong(cidr -> cidr.low() ^ Long.MIN_VALUE)
            .thenComparingInt(Cidr::prefixLength));
    RangeList list = new RangeList();
    Deque<Cidr> open = new ArrayDeque<>();
    for (Cidr cidr : sorted) {
      while (!open.isEmpty() && !open.getFirst().contains(cidr.high(), cidr.low())) {
        list.endPrefix(open, prefixes);
      }
      list.startRange(cidr.high(), cidr.low(), prefixes.getOrDefault(cidr, NONE));
      open.push(cidr);
    }
    while (!open.isEmpty()) {
      list.endPrefix(open, prefixes);
    }
    return list;
  }

  private void endPrefix(Deque<Cidr> open, Map<Cidr, Integer> prefixes) {
    Cidr ended = open.pop();
    if (!ended.isLast()) {
      Cidr around = open.peek();
      int value = around == null ? NONE : prefixes.getOrDefault(around, NONE);
      startRange(ended.endHigh(), ended.endLow(), value);
    }
  }

  /** Lays one list over another. */
  static RangeList combine(RangeList first, RangeList second, Combination values) {
    RangeList list = new RangeList();
    int i = 0;
    int j = 0;
    while (true) {
      boolean firstIsLater = compare(first.highs[i], first.lows[i], second, j) >= 0;
      RangeList later = firstIsLater ? first : second;
      int at = firstIsLater ? i : j;
      int value = values.of(first.values[i], second.values[j]);
      list.startRange(later.highs[at], later.lows[at], value);
      if (i + 1 == first.size && j + 1 == second.size) {
        return list;
      }
      int next =
          i + 1 == first.size
              ? 1
              : j + 1 == second.size
                  ? -1
                  : compare(first.highs[i + 1], first.lows[i + 1], second, j + 1);
      i += next <= 0 ? 1 : 0;
      j += next >= 0 ? 1 : 0;
    }
  }

  private static int compare(long high, long low, RangeList other, int index) {
    int byHigh = Long.compareUnsigned(high, other.highs[index]);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.lows[index]);
  }

  /**
   * Starts a range at or behind the start of the last one, which ends there. At the same start the
   * new value takes the old one's place.
   */
  void startRange(long high, long low, int value) {
    if (size > 0 && compare(high, low, this, size - 1) < 0) {
      throw new IllegalArgumentException("a range starts before the one that was added last");
    }
    if (size > 0 && highs[size - 1] == high && lows[size - 1] == low) {
      size--;
    }
    if (size > 0 && values[size - 1] == value) {
      return;
    }
    if (size == highs.length) {
      highs = Arrays.copyOf(highs, size * 2);
      lows = Arrays.copyOf(lows, size * 2);
      values = Arrays.copyOf(values, size * 2);
    }
    highs[size] = high;
    lows[size] = low;
    values[size++] = value;
  }

  /** The value of an address. */
  int find(long high, long low) {
    int least = 0;
    int most = size - 1;
    while (least < most) {
      int middle = (least + most + 1) >>> 1;
      if (compare(high, low, this, middle) >= 0) {
        least = middle;
      } else {
        most = middle - 1;
      }
    }
    return values[least];
  }

  int size() {
    return size;
  }

  int value(int index) {
    return values[index];
  }

  long[] highs() {
    return Arrays.copyOf(highs, size);
  }

  long[] lows() {
    return Arrays.copyOf(lows, size);
  }

  int[] values() {
    return Arrays.copyOf(values, size);
  }
}
