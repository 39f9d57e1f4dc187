package com.example.gslb;

import dev.gslb.spi.Candidates;
import dev.gslb.spi.RouteRequest;
import dev.gslb.spi.Router;
import dev.gslb.spi.Selection;

/**
 * Rendezvous hashing: every member has a score for the client's network, and the highest score
 * wins. A member's score does not depend on the others, so when one goes down only its own clients
 * move, and they come back with it.
 */
final class StickyRouter implements Router {
  private final int ipv4Bits;
  private final int ipv6Bits;

  StickyRouter(int ipv4Bits, int ipv6Bits) {
    this.ipv4Bits = ipv4Bits;
    this.ipv6Bits = ipv6Bits;
  }

  @Override
  public void route(RouteRequest request, Candidates candidates, Selection chosen) {
    int bits = request.clientIsIpv4() ? ipv4Bits : ipv6Bits;
    int unused = (request.clientIsIpv4() ? 32 : 64) - bits;
    long network = request.clientHigh() >>> unused;
    long seed = mix(network ^ (request.clientIsIpv4() ? 0x4L << 60 : 0x6L << 60));
    if (request.clientPrefixLength() > 0) {
      chosen.ecsScope(bits);
    }
    if (chosen.tracing()) {
      chosen.because("network of " + bits + " bits, number " + Long.toHexString(network));
    }
    // The next one is the highest below the last one, so nothing needs to be remembered.
    long bound = Long.MAX_VALUE;
    for (int left = Math.min(request.wanted(), candidates.size()); left > 0; left--) {
      int best = -1;
      long bestScore = -1;
      for (int ordinal = 0; ordinal < candidates.size(); ordinal++) {
        long score = score(seed, candidates.declaredOrdinal(ordinal));
        if (score < bound && score > bestScore) {
          best = ordinal;
          bestScore = score;
        }
      }
      if (best < 0 || !chosen.add(best)) {
        return;
      }
      bound = bestScore;
    }
  }

  /** At least 0; the declared ordinal in the low bits makes every score another one. */
  private static long score(long seed, int declared) {
    long hash = mix(seed + declared * 0x9E3779B97F4A7C15L) >>> 1;
    return (hash & ~0xFFFFL) | (0xFFFF - (declared & 0xFFFF));
  }

  private static long mix(long bits) {
    long z = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
