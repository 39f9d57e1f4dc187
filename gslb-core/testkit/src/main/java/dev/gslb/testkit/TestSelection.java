package dev.gslb.testkit;

import dev.gslb.spi.Selection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Keeps what a router chose, and how it behaved while doing so. Used again after {@link #clear}.
 * Confined to one thread.
 */
public final class TestSelection implements Selection {
  private final int[] ordinals;
  private final boolean tracing;
  private final List<String> reasons = new ArrayList<>();
  private int size;
  private int refusals;
  private int scope;
  private boolean scopeSet;
  private int ttlCeiling = Integer.MAX_VALUE;

  /**
   * Makes room.
   *
   * @param room how many endpoints the answer has room for
   */
  public TestSelection(int room) {
    this(room, false);
  }

  private TestSelection(int room, boolean tracing) {
    this.ordinals = new int[room];
    this.tracing = tracing;
  }

  /**
   * Makes a selection for a decision that is explained.
   *
   * @param room how many endpoints the answer has room for
   * @return a selection that asks for reasons
   */
  public static TestSelection tracing(int room) {
    return new TestSelection(room, true);
  }

  /** Forgets everything. */
  public void clear() {
    reasons.clear();
    size = 0;
    refusals = 0;
    scope = 0;
    scopeSet = false;
    ttlCeiling = Integer.MAX_VALUE;
  }

  @Override
  public boolean add(int ordinal) {
    for (int i = 0; i < size; i++) {
      if (ordinals[i] == ordinal) {
        return true;
      }
    }
    if (size == ordinals.length) {
      refusals++;
      return false;
    }
    ordinals[size++] = ordinal;
    return true;
  }

  @Override
  public void ecsScope(int prefixLength) {
    scope = prefixLength;
    scopeSet = true;
  }

  @Override
  public void ttlCeiling(int seconds) {
    ttlCeiling = Math.min(ttlCeiling, seconds);
  }

  @Override
  public boolean tracing() {
    return tracing;
  }

  @Override
  public void because(String reason) {
    reasons.add(reason);
  }

  /**
   * Returns the choice.
   *
   * @return ordinals, best first, without duplicates
   */
  public int[] chosen() {
    return Arrays.copyOf(ordinals, size);
  }

  /**
   * Returns the best one's ordinal.
   *
   * @return the ordinal, or -1 if nothing was chosen
   */
  public int first() {
    return size == 0 ? -1 : ordinals[0];
  }

  /**
   * Counts what the router tried to add when there was no room.
   *
   * @return at most 1 if the router stops when it is told to
   */
  public int refusals() {
    return refusals;
  }

  /**
   * Returns the scope that was set.
   *
   * @return 0 if none was
   */
  public int scope() {
    return scope;
  }

  /**
   * Says whether a scope was set.
   *
   * @return false if the router said nothing about the client's address
   */
  public boolean scopeSet() {
    return scopeSet;
  }

  /**
   * Returns the lowest ceiling.
   *
   * @return seconds; {@link Integer#MAX_VALUE} if none was set
   */
  public int ttlCeilingSeconds() {
    return ttlCeiling;
  }

  /**
   * Returns the reasons given, also those that nobody asked for.
   *
   * @return in the order given
   */
  public List<String> reasons() {
    return List.copyOf(reasons);
  }

  /** Returns the choice and the scope, for a failing test's message. */
  @Override
  public String toString() {
    return Arrays.toString(chosen()) + " scope " + scope + " because " + reasons;
  }
}
