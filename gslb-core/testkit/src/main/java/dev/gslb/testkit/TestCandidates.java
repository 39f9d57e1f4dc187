package dev.gslb.testkit;

import dev.gslb.spi.Candidates;
import dev.gslb.zone.Endpoint;
import dev.gslb.zone.PolicyMember;
import java.util.Arrays;
import java.util.List;

/**
 * Candidates as the engine would show them: of the declared members those that are up, in declared
 * order. Immutable.
 */
public final class TestCandidates implements Candidates {
  private final int[] declared;
  private final int[] ordinals;
  private final int[] weights;
  private final long[] cumulative;
  private final long[] rttMicros;
  private final int[] rttSamples;

  private TestCandidates(Builder from) {
    int members = from.weights.length;
    ordinals = new int[members];
    declared = new int[members - from.downCount()];
    weights = new int[declared.length];
    cumulative = new long[declared.length];
    rttMicros = new long[declared.length];
    rttSamples = new int[declared.length];
    long sum = 0;
    int next = 0;
    for (int member = 0; member < members; member++) {
      if (from.down[member]) {
        ordinals[member] = -1;
        continue;
      }
      sum += from.weights[member];
      ordinals[member] = next;
      declared[next] = member;
      weights[next] = from.weights[member];
      cumulative[next] = sum;
      rttMicros[next] = from.rttMicros[member];
      rttSamples[next] = from.rttSamples[member];
      next++;
    }
  }

  /**
   * Begins with members that are all up, have the default weight and no round-trip times.
   *
   * @param members how many are declared; at least 1
   * @return a builder, confined to one thread
   */
  public static Builder of(int members) {
    return new Builder(members);
  }

  /**
   * Begins with members that are all up, have their configured weights and no round-trip times.
   *
   * @param members the declared members
   * @return a builder, confined to one thread
   */
  public static Builder of(List<? extends PolicyMember> members) {
    Builder builder = new Builder(members.size());
    for (int i = 0; i < members.size(); i++) {
      builder.weight(i, members.get(i).weight());
    }
    return builder;
  }

  /**
   * Makes candidates that are all up and have these weights.
   *
   * @param weights 0 to 65535 each
   * @return the candidates
   */
  public static TestCandidates weighted(int... weights) {
    Builder builder = new Builder(weights.length);
    for (int i = 0; i < weights.length; i++) {
      builder.weight(i, weights[i]);
    }
    return builder.build();
  }

  @Override
  public int size() {
    return declared.length;
  }

  @Override
  public int declaredOrdinal(int ordinal) {
    return declared[ordinal];
  }

  @Override
  public int ordinalOf(int declared) {
    return ordinals[declared];
  }

  @Override
  public int weight(int ordinal) {
    return weights[ordinal];
  }

  @Override
  public long cumulativeWeight(int ordinal) {
    return cumulative[ordinal];
  }

  @Override
  public long rttMicros(int ordinal) {
    return rttMicros[ordinal];
  }

  @Override
  public int rttSamples(int ordinal) {
    return rttSamples[ordinal];
  }

  /** Returns the declared places, weights and round-trip times, for a failing test's message. */
  @Override
  public String toString() {
    return "declared "
        + Arrays.toString(declared)
        + " weights "
        + Arrays.toString(weights)
        + " rtt "
        + Arrays.toString(rttMicros)
        + " samples "
        + Arrays.toString(rttSamples);
  }

  /** Gathers the state of the declared members. Confined to one thread. */
  public static final class Builder {
    private final int[] weights;
    private final long[] rttMicros;
    private final int[] rttSamples;
    private final boolean[] down;

    private Builder(int members) {
      weights = new int[members];
      rttMicros = new long[members];
      rttSamples = new int[members];
      down = new boolean[members];
      Arrays.fill(weights, Endpoint.DEFAULT_WEIGHT);
      Arrays.fill(rttMicros, -1);
    }

    /**
     * Sets a weight.
     *
     * @param member declared ordinal
     * @param weight 0 to 65535
     * @return this builder
     */
    public Builder weight(int member, int weight) {
      if (weight < 0 || weight > PolicyMember.MAX_WEIGHT) {
        throw new IllegalArgumentException("weight " + weight + " (expected: 0..65535)");
      }
      weights[member] = weight;
      return this;
    }

    /**
     * Sets a round-trip time.
     *
     * @param member declared ordinal
     * @param micros smoothed, in microseconds; -1 for none
     * @param samples how many are behind it
     * @return this builder
     */
    public Builder rtt(int member, long micros, int samples) {
      rttMicros[member] = micros;
      rttSamples[member] = samples;
      return this;
    }

    /**
     * Takes members down.
     *
     * @param members declared ordinals
     * @return this builder
     */
    public Builder down(int... members) {
      for (int member : members) {
        down[member] = true;
      }
      return this;
    }

    /**
     * Makes the candidates. The builder may go on.
     *
     * @return the members that are up
     */
    public TestCandidates build() {
      return new TestCandidates(this);
    }

    private int downCount() {
      int count = 0;
      for (boolean one : down) {
        count += one ? 1 : 0;
      }
      return count;
    }
  }
}
