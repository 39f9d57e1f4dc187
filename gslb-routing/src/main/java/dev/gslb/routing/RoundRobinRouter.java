package dev.gslb.routing;

import dev.gslb.spi.Candidates;
import dev.gslb.spi.RouteRequest;
import dev.gslb.spi.Router;
import dev.gslb.spi.Selection;

/** The candidate whose turn it is by the ticket, then those behind it. */
final class RoundRobinRouter implements Router {

  @Override
  public void route(RouteRequest request, Candidates candidates, Selection chosen) {
    int size = candidates.size();
    int turn = (int) Long.remainderUnsigned(request.ticket(), size);
    if (chosen.tracing()) {
      chosen.because("turn " + (turn + 1) + " of " + size);
    }
    for (int left = Math.min(request.wanted(), size); left > 0 && chosen.add(turn); left--) {
      turn = turn + 1 == size ? 0 : turn + 1;
    }
  }
}
