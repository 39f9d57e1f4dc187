package dev.gslb.routing;

/** Turns the random bits of a query into draws. Pure functions. */
final class RandomBits {
  /** 2^64 divided by the golden ratio, made odd: the step of a Weyl sequence. */
  private static final long STEP = 0x9E3779B97F4A7C15L;

  private RandomBits() {}

  /** A number from 0 to {@code bound - 1}, evenly; bound is 1 to 2^62. */
  static long below(long bits, long bound) {
    return Math.multiplyHigh(bits >>> 1, bound << 1);
  }

  /** Bits that are independent for each index, by the SplitMix64 output function. */
  static long at(long bits, int index) {
    long z = bits + (index + 1L) * STEP;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** A number above 0 and at most 1, with 53 random bits. */
  static double unit(long bits) {
    return ((bits >>> 11) + 1) * 0x1.0p-53;
  }
}
