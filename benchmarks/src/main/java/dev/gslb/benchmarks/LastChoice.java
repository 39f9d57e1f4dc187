package dev.gslb.benchmarks;

import dev.gslb.spi.Selection;

/** Keeps what was chosen last. */
final class LastChoice implements Selection {
  private int ordinal;
  private int scope;
  private int ttlCeiling;

  /** A number that depends on all that was chosen. */
  int ordinal() {
    return ordinal ^ scope ^ ttlCeiling;
  }

  @Override
  public boolean add(int ordinal) {
    this.ordinal = ordinal;
    return true;
  }

  @Override
  public void ecsScope(int prefixLength) {
    scope = prefixLength;
  }

  @Override
  public void ttlCeiling(int seconds) {
    ttlCeiling = seconds;
  }

  @Override
  public boolean tracing() {
    return false;
  }

  @Override
  public void because(String reason) {
    throw new IllegalStateException("nobody asked for a reason: " + reason);
  }
}
