package dev.gslb.routing;

import dev.gslb.spi.Candidates;
import dev.gslb.spi.RouteRequest;
import dev.gslb.spi.Router;
import dev.gslb.spi.Selection;

/** The first candidates in declared order. */
final class FailoverRouter implements Router {

  @Override
  public void route(RouteRequest request, Candidates candidates, Selection chosen) {
    if (chosen.tracing()) {
      int declared = candidates.declaredOrdinal(0);
      chosen.because(
          declared == 0
              ? "the first member is up"
              : "the members declared before are not available: " + declared);
    }
    int count = Math.min(request.wanted(), candidates.size());
    for (int ordinal = 0; ordinal < count && chosen.add(ordinal); ordinal++) {}
  }
}
