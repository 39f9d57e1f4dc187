package dev.gslb.internal.engine;

import dev.gslb.spi.Selection;
import dev.gslb.zone.GslbName;

/** One router's choice. Reused; confined to one worker. */
final class SelectionBuffer implements Selection {
  private final int[] ordinals = new int[GslbName.MAX_ANSWERS];
  private final Trace trace;
  private int count;
  private int candidates;
  private int scope;
  private int ttlCeiling;
  private String reason = "";

  SelectionBuffer(Trace trace) {
    this.trace = trace;
  }

  void reset(int candidates) {
    this.candidates = candidates;
    count = 0;
    scope = 0;
    ttlCeiling = Integer.MAX_VALUE;
    reason = "";
  }

  @Override
  public boolean add(int ordinal) {
    if (count == ordinals.length || ordinal < 0 || ordinal >= candidates) {
      return false;
    }
    for (int i = 0; i < count; i++) {
      if (ordinals[i] == ordinal) {
        return true;
      }
    }
    ordinals[count++] = ordinal;
    return true;
  }

  @Override
  public void ecsScope(int prefixLength) {
    scope = Math.max(scope, Math.min(prefixLength, 128));
  }

  @Override
  public void ttlCeiling(int seconds) {
    ttlCeiling = Math.max(0, Math.min(ttlCeiling, seconds));
  }

  @Override
  public boolean tracing() {
    return trace.isOn();
  }

  @Override
  public void because(String reason) {
    this.reason = reason;
  }

  /** Says where among all candidates those are that were chosen among some. */
  void replaceOrdinals(int[] ordinalsOfAll) {
    for (int i = 0; i < count; i++) {
      ordinals[i] = ordinalsOfAll[ordinals[i]];
    }
  }

  int count() {
    return count;
  }

  int ordinal(int index) {
    return ordinals[index];
  }

  int scope() {
    return scope;
  }

  int ttlCeilingSeconds() {
    return ttlCeiling;
  }

  String reason() {
    return reason;
  }
}
