package dev.gslb.routing;

import dev.gslb.spi.Candidates;
import dev.gslb.spi.RouteRequest;
import dev.gslb.spi.Router;
import dev.gslb.spi.Selection;

/**
 * Candidates from the lowest round-trip time up. The next pick is the least behind the last one, by
 * time and then by ordinal, so the last one is all there is to remember.
 */
final class LatencyRouter implements Router {
  private final double smoothing;
  private final long limitMicros;
  private final int minSamples;
  private final Router untilMeasured = new RoundRobinRouter();

  LatencyRouter(double smoothing, long limitMicros, int minSamples) {
    this.smoothing = smoothing;
    this.limitMicros = limitMicros;
    this.minSamples = minSamples;
  }

  @Override
  public double rttSmoothing() {
    return smoothing;
  }

  @Override
  public void route(RouteRequest request, Candidates candidates, Selection chosen) {
    int fastest = next(candidates, -1, -1);
    if (fastest < 0) {
      if (chosen.tracing()) {
        chosen.because("none has " + minSamples + " samples yet");
      }
      untilMeasured.route(request, candidates, chosen);
      return;
    }
    boolean allOver = candidates.rttMicros(fastest) > limitMicros;
    if (chosen.tracing()) {
      chosen.because(
          "lowest round-trip time, "
              + candidates.rttMicros(fastest)
              + " us"
              + (allOver ? "; all measured are over " + limitMicros + " us" : ""));
    }
    int left = request.wanted();
    int pick = fastest;
    while (pick >= 0 && left > 0) {
      long micros = candidates.rttMicros(pick);
      if (micros > limitMicros && !allOver) {
        break;
      }
      if (!chosen.add(pick)) {
        return;
      }
      left--;
      pick = next(candidates, micros, pick);
    }
    for (int ordinal = 0; ordinal < candidates.size() && left > 0; ordinal++) {
      if (!measured(candidates, ordinal)) {
        if (!chosen.add(ordinal)) {
          return;
        }
        left--;
      }
    }
  }

  /** The least candidate behind (micros, ordinal), or -1. */
  private int next(Candidates candidates, long micros, int ordinal) {
    int least = -1;
    long leastMicros = Long.MAX_VALUE;
    for (int i = 0; i < candidates.size(); i++) {
      long one = candidates.rttMicros(i);
      boolean behind = one > micros || (one == micros && i > ordinal);
      if (behind && one < leastMicros && measured(candidates, i)) {
        least = i;
        leastMicros = one;
      }
    }
    return least;
  }

  private boolean measured(Candidates candidates, int ordinal) {
    return candidates.rttSamples(ordinal) >= minSamples && candidates.rttMicros(ordinal) >= 0;
  }
}
