package dev.gslb.cluster;

/**
 * Names a lease of one store.
 *
 * @param value at least 1
 */
public record LeaseId(long value) {
  /** Checks the range. */
  public LeaseId {
    if (value < 1) {
      throw new IllegalArgumentException("lease " + value + " (expected: at least 1)");
    }
  }

  @Override
  public String toString() {
    return Long.toUnsignedString(value, 16);
  }
}
