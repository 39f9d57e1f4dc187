package dev.gslb.routing;

import dev.gslb.spi.Candidates;
import dev.gslb.spi.RouteRequest;
import dev.gslb.spi.Router;
import dev.gslb.spi.Selection;

/*
 * The first pick is a binary search in the cumulative weights. Further picks are draws without
 * replacement, and need to know what was picked without a place to write it down:
 *
 *   up to 64 candidates   a bit for each in a local variable; one pass over the weights a pick
 *   more                  an exponential race: candidate i arrives at -ln(u_i) / w_i, and the order
 *                         of arrival is the order of draws without replacement (Efraimidis and
 *                         Spirakis, "Weighted random sampling with a reservoir", 2006). The next
 *                         pick is the next arrival, so the last arrival is all there is to remember.
 *                         The race leaves the first pick out, whose draw was another one.
 */
/** Candidates by chance, in proportion to their weights; standbys only among themselves. */
final class WeightedRouter implements Router {
  private static final int MASK_BITS = Long.SIZE;

  @Override
  public void route(RouteRequest request, Candidates candidates, Selection chosen) {
    int size = candidates.size();
    long sum = candidates.cumulativeWeight(size - 1);
    long entropy = request.entropy();
    int first =
        sum == 0
            ? (int) RandomBits.below(entropy, size)
            : search(candidates, RandomBits.below(entropy, sum));
    if (chosen.tracing()) {
      chosen.because(
          sum == 0
              ? "all " + size + " are standbys: one at random"
              : "weight " + candidates.weight(first) + " of " + sum);
    }
    int more = Math.min(request.wanted(), size) - 1;
    if (!chosen.add(first) || more == 0) {
      return;
    }
    if (size <= MASK_BITS) {
      drawByMask(entropy, candidates, chosen, first, more);
    } else {
      drawByRace(entropy, candidates, chosen, first, more);
    }
  }

  /**
   * The candidate in whose share of the sum the point lies. The number of steps depends on the size
   * alone, and a step has a conditional move where another search has a branch that no processor
   * can foresee.
   */
  private static int search(Candidates candidates, long point) {
    int low = 0;
    int left = candidates.size();
    while (left > 1) {
      int half = left >>> 1;
      low += candidates.cumulativeWeight(low + half - 1) <= point ? half : 0;
      left -= half;
    }
    return low;
  }

  private static void drawByMask(
      long entropy, Candidates candidates, Selection chosen, int first, int more) {
    long sum = candidates.cumulativeWeight(candidates.size() - 1);
    boolean standbys = sum == 0;
    long left = standbys ? candidates.size() : sum;
    long taken = 1L << first;
    int last = first;
    for (int pick = 0; pick < more; pick++) {
      left -= standbys ? 1 : candidates.weight(last);
      if (left == 0) {
        return;
      }
      long point = RandomBits.below(RandomBits.at(entropy, pick), left);
      last = -1;
      while (point >= 0) {
        last++;
        if ((taken >>> last & 1) == 0) {
          point -= standbys ? 1 : candidates.weight(last);
        }
      }
      taken |= 1L << last;
      if (!chosen.add(last)) {
        return;
      }
    }
  }

  private static void drawByRace(
      long entropy, Candidates candidates, Selection chosen, int first, int more) {
    int size = candidates.size();
    boolean standbys = candidates.cumulativeWeight(size - 1) == 0;
    double lastArrival = -1;
    for (int pick = 0; pick < more; pick++) {
      double arrival = Double.POSITIVE_INFINITY;
      int next = -1;
      for (int i = 0; i < size; i++) {
        int weight = standbys ? 1 : candidates.weight(i);
        if (weight == 0 || i == first) {
          continue;
        }
        double at = -Math.log(RandomBits.unit(RandomBits.at(entropy, i))) / weight;
        if (at > lastArrival && at < arrival) {
          arrival = at;
          next = i;
        }
      }
      if (next < 0 || !chosen.add(next)) {
        return;
      }
      lastArrival = arrival;
    }
  }
}
