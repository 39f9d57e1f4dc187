package dev.gslb.internal.snapshot;

import dev.gslb.spi.Candidates;
import dev.gslb.spi.EndpointOverride;
import dev.gslb.spi.Router;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The candidates of one policy in one address family: those that count as up, in declared order.
 * Immutable; made by the control thread, shared by all workers.
 */
public final class NodeView implements Candidates {
  private static final int[] ALL_WHOLE = {};

  private final NodeKey key;
  private final Object[] children;
  private final int[] declared;
  private final int[] ordinals;
  private final int[] weights;
  private final long[] cumulative;
  private final long[] rttMicros;
  private final int[] rttSamples;

  /** Empty if all shares are whole. */
  private final int[] sharesPermille;

  private final int greatestSharePermille;

  /**
   * What of a policy stays the same when its candidates change.
   *
   * @param label the policy's name
   * @param router chooses
   * @param seed makes the node's random draws independent of its neighbours'
   * @param ticket which of the name's tickets the node takes
   * @param counter which routing counter the node adds to
   */
  public record NodeKey(String label, Router router, long seed, int ticket, int counter) {}

  /**
   * One candidate.
   *
   * @param declared its place among the declared members
   * @param child an {@link EndpointView} or a {@link NodeView}
   * @param weight in effect
   * @param rttMicros smoothed, or -1
   * @param rttSamples behind it
   * @param sharePermille in how many of 1000 queries it is one
   */
  public record Candidate(
      int declared, Object child, int weight, long rttMicros, int rttSamples, int sharePermille) {
    /** One that is a candidate for every query. */
    public Candidate(int declared, Object child, int weight, long rttMicros, int rttSamples) {
      this(declared, child, weight, rttMicros, rttSamples, EndpointOverride.WHOLE_SHARE);
    }
  }

  /** Lays the candidates out. */
  public NodeView(NodeKey key, int declaredMembers, List<Candidate> candidates) {
    int size = candidates.size();
    this.key = key;
    this.children = new Object[size];
    this.declared = new int[size];
    this.ordinals = new int[declaredMembers];
    this.weights = new int[size];
    this.cumulative = new long[size];
    this.rttMicros = new long[size];
    this.rttSamples = new int[size];
    int[] shares = new int[size];
    Arrays.fill(ordinals, -1);
    long sum = 0;
    int least = EndpointOverride.WHOLE_SHARE;
    int greatest = 0;
    for (int i = 0; i < size; i++) {
      Candidate candidate = candidates.get(i);
      sum += candidate.weight();
      children[i] = candidate.child();
      declared[i] = candidate.declared();
      ordinals[candidate.declared()] = i;
      weights[i] = candidate.weight();
      cumulative[i] = sum;
      rttMicros[i] = candidate.rttMicros();
      rttSamples[i] = candidate.rttSamples();
      shares[i] = candidate.sharePermille();
      least = Math.min(least, candidate.sharePermille());
      greatest = Math.max(greatest, candidate.sharePermille());
    }
    this.greatestSharePermille = greatest;
    this.sharesPermille = least < EndpointOverride.WHOLE_SHARE ? shares : ALL_WHOLE;
  }

  /** What stays the same. */
  public NodeKey key() {
    return key;
  }

  /** The candidate as an endpoint, or null if it is a policy. */
  public @Nullable EndpointView endpoint(int ordinal) {
    return children[ordinal] instanceof EndpointView endpoint ? endpoint : null;
  }

  /** The candidate as a policy; it must be one. */
  public NodeView node(int ordinal) {
    return (NodeView) children[ordinal];
  }

  /** Whether some candidates are left out of some queries. */
  public boolean isThinned() {
    return sharesPermille.length > 0;
  }

  /** In how many of 1000 queries the candidate is one. */
  public int sharePermille(int ordinal) {
    return isThinned() ? sharesPermille[ordinal] : EndpointOverride.WHOLE_SHARE;
  }

  /** In how many of 1000 queries this policy is a candidate itself: as its best candidate is. */
  public int greatestSharePermille() {
    return greatestSharePermille;
  }

  /** What the candidate is called. */
  public String label(int ordinal) {
    EndpointView endpoint = endpoint(ordinal);
    return endpoint != null ? endpoint.label() : node(ordinal).key.label();
  }

  @Override
  public int size() {
    return children.length;
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
}
