package dev.gslb.routing;

import dev.gslb.spi.Candidates;
import dev.gslb.spi.RouteRequest;
import dev.gslb.spi.Router;
import dev.gslb.spi.Selection;

/**
 * Each candidate for itself, with odds weight / highest weight. The random start keeps an answer
 * with less room than candidates from preferring those declared first.
 */
final class WeightedMultiRouter implements Router {

  @Override
  public void route(RouteRequest request, Candidates candidates, Selection chosen) {
    int size = candidates.size();
    int highest = 0;
    for (int i = 0; i < size; i++) {
      highest = Math.max(highest, candidates.weight(i));
    }
    if (chosen.tracing()) {
      chosen.because(
          highest == 0
              ? "all are standbys: each is included"
              : "each is included with odds weight / " + highest);
    }
    long entropy = request.entropy();
    int ordinal = (int) RandomBits.below(entropy, size);
    int left = request.wanted();
    for (int visited = 0; visited < size && left > 0; visited++) {
      boolean included =
          highest == 0
              || RandomBits.below(RandomBits.at(entropy, ordinal), highest)
                  < candidates.weight(ordinal);
      if (included) {
        if (!chosen.add(ordinal)) {
          return;
        }
        left--;
      }
      ordinal = ordinal + 1 == size ? 0 : ordinal + 1;
    }
  }
}
