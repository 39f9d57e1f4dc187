package dev.gslb.routing;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/*
 * The ranges of a RangeList in flat arrays, with a grid over the starts:
 *
 *   address --top bits--> cell of the grid --> [first, last] candidates in the arrays
 *
 * A grid divides the span of some starts into about two cells a start. Addresses in use crowd
 * together (IPv6 more so than IPv4), so a cell of the top grid with many starts has a grid of its
 * own. What is left of the search is a few neighbouring entries: about one random read of a grid
 * and one of the starts.
 *
 * The scope of an answer (RFC 7871 section 7.2.1) is the shortest prefix of the address that reaches
 * neither the range before nor the one behind: it is one bit longer than the longest prefix shared
 * with the last address before the range or the first one behind it.
 */
/** Finds the value of an address, and how much of the address it takes to know it. Immutable. */
final class PrefixTable {
  private static final int CROWD = 8;
  private static final int MAX_TOP_CELLS = 1 << 16;

  private final boolean ipv4;
  private final long[] highs;
  private final long @Nullable [] lows;
  private final int[] values;
  private final Grid top;
  private final @Nullable Grid[] crowds;

  PrefixTable(boolean ipv4, RangeList ranges) {
    this.ipv4 = ipv4;
    this.highs = ranges.highs();
    long[] allLows = ranges.lows();
    this.lows = Arrays.stream(allLows).allMatch(low -> low == 0) ? null : allLows;
    this.values = ranges.values();
    this.top = new Grid(highs, 0, highs.length - 1, MAX_TOP_CELLS);
    this.crowds = new Grid[top.cellCount()];
    for (int cell = 0; cell < crowds.length; cell++) {
      int first = top.first(cell);
      int last = top.first(cell + 1);
      if (last - first > CROWD) {
        crowds[cell] = new Grid(highs, first, last, Integer.MAX_VALUE);
      }
    }
  }

  /** Finds the range that an address is in. */
  int find(long high, long low) {
    Grid grid = top;
    int cell = grid.cell(high);
    Grid crowd = crowds[cell];
    if (crowd != null) {
      grid = crowd;
      cell = grid.cell(high);
    }
    int first = grid.first(cell);
    int last = grid.first(cell + 1);
    while (first < last) {
      int middle = (first + last + 1) >>> 1;
      if (startsBehind(middle, high, low)) {
        last = middle - 1;
      } else {
        first = middle;
      }
    }
    return first;
  }

  private boolean startsBehind(int range, long high, long low) {
    int byHigh = Long.compareUnsigned(highs[range], high);
    return byHigh > 0 || (byHigh == 0 && Long.compareUnsigned(lowOf(range), low) > 0);
  }

  int value(int range) {
    return values[range];
  }

  /** The length of the shortest prefix of an address that lies in the range it is in. */
  int scope(int range, long high, long low) {
    int scope = 0;
    if (range > 0) {
      long startHigh = highs[range];
      long startLow = lowOf(range);
      long beforeHigh = ipv4 ? startHigh - (1L << 32) : startLow == 0 ? startHigh - 1 : startHigh;
      scope = sharedBits(high ^ beforeHigh, ipv4 ? 0 : low ^ (startLow - 1)) + 1;
    }
    if (range + 1 < highs.length) {
      int behind = sharedBits(high ^ highs[range + 1], low ^ lowOf(range + 1)) + 1;
      scope = Math.max(scope, behind);
    }
    return scope;
  }

  int ranges() {
    return highs.length;
  }

  private long lowOf(int range) {
    long[] present = lows;
    return present == null ? 0 : present[range];
  }

  private static int sharedBits(long highDifference, long lowDifference) {
    return highDifference != 0
        ? Long.numberOfLeadingZeros(highDifference)
        : 64 + Long.numberOfLeadingZeros(lowDifference);
  }

  /** Equal cells over the starts of some neighbouring ranges. */
  private static final class Grid {
    private final long origin;
    private final int shift;

    /**
     * Of each cell the last range that starts at or before its first address; one more at the end.
     */
    private final int[] firsts;

    /** Divides the starts behind the first range; the first one's is before the grid. */
    Grid(long[] highs, int first, int last, int maxCells) {
      origin = first == last ? highs[first] : highs[first + 1];
      long span = highs[last] - origin;
      int wanted = (int) Math.min(2L * (last - first) + 1, maxCells);
      int bits = Long.SIZE - Long.numberOfLeadingZeros(span);
      int cellBits = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(wanted);
      shift = Math.max(bits - cellBits, 0);
      int cells = (int) (span >>> shift) + 1;
      // Before the grid, its cells, behind the grid.
      firsts = new int[cells + 2];
      firsts[0] = first;
      int range = first;
      for (int cell = 0; cell < cells; cell++) {
        long cellStart = origin + ((long) cell << shift);
        while (range < last && Long.compareUnsigned(highs[range + 1], cellStart) < 0) {
          range++;
        }
        firsts[cell + 1] = range;
      }
      firsts[cells + 1] = last;
    }

    int cell(long high) {
      if (Long.compareUnsigned(high, origin) < 0) {
        return 0;
      }
      long cell = (high - origin) >>> shift;
      int cells = firsts.length - 2;
      return Long.compareUnsigned(cell, cells) < 0 ? (int) cell + 1 : cells;
    }

    int first(int cell) {
      return firsts[cell];
    }

    int cellCount() {
      return firsts.length - 1;
    }
  }
}
