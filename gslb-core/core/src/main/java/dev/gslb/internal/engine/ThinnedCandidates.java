package dev.gslb.internal.engine;

import dev.gslb.internal.snapshot.NodeView;
import dev.gslb.internal.snapshot.NodeView.NodeKey;
import dev.gslb.spi.Candidates;
import dev.gslb.spi.EndpointOverride;
import dev.gslb.spi.Explanation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The candidates of a policy without those that a draw leaves out, since they drain. Each is kept
 * with its own share for probability, whoever else is; a router that knows nothing of it chooses
 * among those kept. Reused; confined to one worker.
 */
final class ThinnedCandidates implements Candidates {
  private static final int FIRST_CAPACITY = 64;

  /** 2^64 divided by the golden ratio, made odd: the step of a Weyl sequence. */
  private static final long STEP = 0x9E3779B97F4A7C15L;

  private NodeView node =
      new NodeView(new NodeKey("", (request, candidates, chosen) -> {}, 0, 0, 0), 0, List.of());
  private int size;

  /** Ordinals in the node of those kept. */
  private int[] ordinals = new int[FIRST_CAPACITY];

  /** Ordinals here of the node's candidates, or -1. */
  private int[] places = new int[FIRST_CAPACITY];

  private long[] cumulative = new long[FIRST_CAPACITY];

  /**
   * Draws for one query. Returns whether some are kept and some not; if not, the router is to see
   * all candidates, since none must not mean no answer.
   */
  boolean draw(NodeView from, long entropy) {
    int all = from.size();
    if (all > ordinals.length) {
      grow(all);
    }
    node = from;
    size = 0;
    long sum = 0;
    for (int i = 0; i < all; i++) {
      boolean kept = keeps(from, i, entropy);
      places[i] = kept ? size : -1;
      if (kept) {
        sum += from.weight(i);
        ordinals[size] = i;
        cumulative[size] = sum;
        size++;
      }
    }
    return size > 0 && size < all;
  }

  /** Once for each worker and size of policies, and not again: policies have no largest size. */
  private void grow(int needed) {
    int capacity = Math.max(needed, 2 * ordinals.length);
    ordinals = Arrays.copyOf(ordinals, capacity);
    places = Arrays.copyOf(places, capacity);
    cumulative = Arrays.copyOf(cumulative, capacity);
  }

  /** Whether a candidate is kept: by its declared place, so that it is the same whoever is up. */
  private static boolean keeps(NodeView node, int ordinal, long entropy) {
    int share = node.sharePermille(ordinal);
    if (share == EndpointOverride.WHOLE_SHARE) {
      return true;
    }
    long bits = RouteContext.mix(entropy + (node.declaredOrdinal(ordinal) + 1L) * STEP);
    // The upper half of the bits as a fraction, times 1000.
    return ((bits >>> 32) * EndpointOverride.WHOLE_SHARE) >>> 32 < share;
  }

  /** Explains the last draw. */
  Explanation.Step step() {
    List<String> all = new ArrayList<>();
    List<String> kept = new ArrayList<>();
    List<String> reasons = new ArrayList<>();
    for (int i = 0; i < node.size(); i++) {
      String label = node.label(i);
      all.add(label);
      if (places[i] >= 0) {
        kept.add(label);
      }
      int share = node.sharePermille(i);
      if (share < EndpointOverride.WHOLE_SHARE) {
        String fate = places[i] < 0 ? "left out" : "kept";
        reasons.add(label + " has share " + share / 1_000.0 + ", " + fate);
      }
    }
    if (kept.isEmpty()) {
      reasons.add("none is left, so that all are kept");
    }
    return new Explanation.Step(
        node.key().label(),
        all,
        kept.isEmpty() ? all : kept,
        "thinned: " + String.join("; ", reasons));
  }

  /** The ordinals in the node of those kept, in order; valid up to {@link #size}. */
  int[] ordinals() {
    return ordinals;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public int declaredOrdinal(int ordinal) {
    return node.declaredOrdinal(ordinals[ordinal]);
  }

  @Override
  public int ordinalOf(int declared) {
    int ordinal = node.ordinalOf(declared);
    return ordinal < 0 ? -1 : places[ordinal];
  }

  @Override
  public int weight(int ordinal) {
    return node.weight(ordinals[ordinal]);
  }

  @Override
  public long cumulativeWeight(int ordinal) {
    return cumulative[ordinal];
  }

  @Override
  public long rttMicros(int ordinal) {
    return node.rttMicros(ordinals[ordinal]);
  }

  @Override
  public int rttSamples(int ordinal) {
    return node.rttSamples(ordinals[ordinal]);
  }
}
