package dev.gslb.benchmarks.peers;

/**
 * Counts of durations in buckets whose width is at most 1/64 of their value. Recording allocates
 * nothing.
 */
final class Histogram {
  private static final int SUB_BUCKET_BITS = 6;
  private static final int SUB_BUCKETS = 1 << SUB_BUCKET_BITS;

  private final int[] counts = new int[(Long.SIZE - SUB_BUCKET_BITS) * SUB_BUCKETS];
  private long count;
  private long highest;

  /** Counts a duration; a negative one as 0. */
  void record(long nanos) {
    long value = Math.max(0, nanos);
    counts[bucket(value)]++;
    count++;
    highest = Math.max(highest, value);
  }

  long count() {
    return count;
  }

  long highest() {
    return highest;
  }

  /** The least bucket's upper end that so large a share of the durations does not exceed. */
  long percentile(double share) {
    long needed = (long) Math.ceil(share * count);
    long seen = 0;
    for (int i = 0; i < counts.length; i++) {
      seen += counts[i];
      if (seen >= needed && seen > 0) {
        return Math.min(highest, upperEnd(i));
      }
    }
    return 0;
  }

  // Values below 2 * SUB_BUCKETS have a bucket each; from then on each power of two has
  // SUB_BUCKETS.
  private static int bucket(long value) {
    int shift = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(value) - SUB_BUCKET_BITS - 1);
    return (shift << SUB_BUCKET_BITS) + (int) (value >>> shift);
  }

  private static long upperEnd(int bucket) {
    int shift = Math.max(0, (bucket >>> SUB_BUCKET_BITS) - 1);
    long first = bucket - ((long) shift << SUB_BUCKET_BITS);
    return ((first + 1) << shift) - 1;
  }
}
