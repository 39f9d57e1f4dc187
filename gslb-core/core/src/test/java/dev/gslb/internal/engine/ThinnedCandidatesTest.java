package dev.gslb.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gslb.internal.snapshot.EndpointView;
import dev.gslb.internal.snapshot.NodeView;
import dev.gslb.internal.snapshot.NodeView.Candidate;
import dev.gslb.internal.snapshot.NodeView.NodeKey;
import dev.gslb.spi.EndpointOverride;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a router is shown of candidates that drain. */
class ThinnedCandidatesTest {
  private static final NodeKey KEY =
      new NodeKey("policy", (request, candidates, chosen) -> {}, 0, 0, 0);
  private static final int DRAWS = 100_000;

  private final ThinnedCandidates thinned = new ThinnedCandidates();
  private final Random random = new Random(5);

  /** Candidates of these shares, every other declared member being down. */
  private static NodeView node(int... sharesPermille) {
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < sharesPermille.length; i++) {
      EndpointView endpoint = new EndpointView("e" + i, new byte[] {(byte) i});
      candidates.add(new Candidate(2 * i, endpoint, 10 * i, 1_000 + i, i, sharesPermille[i]));
    }
    return new NodeView(KEY, 2 * sharesPermille.length, candidates);
  }

  private List<Integer> kept(NodeView node) {
    boolean some = thinned.draw(node, random.nextLong());
    List<Integer> kept = new ArrayList<>();
    for (int i = 0; some && i < thinned.size(); i++) {
      kept.add(thinned.ordinals()[i]);
    }
    return kept;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 37, 250, 500, 900, 999})
  void draw_aShare_keepsSoManyOfAllQueries(int sharePermille) {
    NodeView node = node(EndpointOverride.WHOLE_SHARE, sharePermille);
    int kept = 0;
    for (int i = 0; i < DRAWS; i++) {
      kept += thinned.draw(node, random.nextLong()) ? 0 : 1;
    }
    double share = sharePermille / 1_000.0;
    double deviation = Math.sqrt(DRAWS * share * (1 - share));
    assertThat((double) kept).isCloseTo(DRAWS * share, within(4 * deviation));
  }

  @Test
  void draw_severalShares_areIndependent() {
    NodeView node = node(500, 500, EndpointOverride.WHOLE_SHARE);
    int[] counts = new int[4];
    for (int i = 0; i < DRAWS; i++) {
      boolean some = thinned.draw(node, random.nextLong());
      boolean first = !some || thinned.ordinalOf(0) >= 0;
      boolean second = !some || thinned.ordinalOf(2) >= 0;
      counts[(first ? 1 : 0) + (second ? 2 : 0)]++;
    }
    for (int count : counts) {
      assertThat((double) count).isCloseTo(DRAWS / 4.0, within(0.01 * DRAWS));
    }
  }

  @Test
  void draw_noneOrAllKept_asksForAll() {
    NodeView never = node(1, 1);
    NodeView nearlyAlways = node(999, EndpointOverride.WHOLE_SHARE);
    int shownNever = 0;
    int shownNearlyAlways = 0;
    for (int i = 0; i < 1_000; i++) {
      shownNever += kept(never).size();
      shownNearlyAlways += kept(nearlyAlways).size();
    }
    assertThat(shownNever).isLessThan(20);
    assertThat(shownNearlyAlways).isLessThan(20);
  }

  @Test
  void candidates_anyDraw_agreeWithTheNode() {
    for (int size : new int[] {2, 63, 64, 65, 300}) {
      int[] shares = new int[size];
      for (int i = 0; i < size; i++) {
        shares[i] = random.nextBoolean() ? EndpointOverride.WHOLE_SHARE : random.nextInt(999) + 1;
      }
      NodeView node = node(shares);
      for (int draw = 0; draw < 200; draw++) {
        assertAgrees(node, kept(node));
      }
    }
  }

  private void assertAgrees(NodeView node, List<Integer> kept) {
    if (kept.isEmpty()) {
      return;
    }
    assertThat(kept).hasSizeLessThan(node.size()).isSorted().doesNotHaveDuplicates();
    long sum = 0;
    for (int i = 0; i < kept.size(); i++) {
      int ordinal = kept.get(i);
      sum += node.weight(ordinal);
      assertThat(thinned.declaredOrdinal(i)).isEqualTo(node.declaredOrdinal(ordinal));
      assertThat(thinned.weight(i)).isEqualTo(node.weight(ordinal));
      assertThat(thinned.cumulativeWeight(i)).isEqualTo(sum);
      assertThat(thinned.rttMicros(i)).isEqualTo(node.rttMicros(ordinal));
      assertThat(thinned.rttSamples(i)).isEqualTo(node.rttSamples(ordinal));
    }
    for (int declared = 0; declared < 2 * node.size(); declared++) {
      int ordinal = node.ordinalOf(declared);
      assertThat(thinned.ordinalOf(declared)).isEqualTo(ordinal < 0 ? -1 : kept.indexOf(ordinal));
    }
  }
}
