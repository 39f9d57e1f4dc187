package dev.gslb.spi;

/**
 * Chooses among the members of one policy, for one query.
 *
 * <p>A router is immutable and shared by all workers. Everything that may differ from query to
 * query comes in with the request, so that an answer can be explained and replayed.
 */
public interface Router {
  /**
   * Chooses members, best first. Called on the query path, by any worker, concurrently: it must not
   * block, allocate, log or throw. If it throws, the client gets SERVFAIL and the failure is
   * counted.
   *
   * <p>The arguments are reused for the next query: nothing of them may be kept. A member that was
   * chosen may still turn out to have no answer; the engine then goes on to the next one chosen.
   * When nothing is chosen, the policy has no answer for this client.
   *
   * @param request who asks, for what, and the randomness to use
   * @param candidates the members that are up and can answer this type; at least one
   * @param chosen receives the ordinals of the chosen candidates
   */
  void route(RouteRequest request, Candidates candidates, Selection chosen);

  /**
   * Returns the smoothing factor of the round-trip times that this router wants to see in {@link
   * Candidates#rttMicros}. Read once, when the policy is built.
   *
   * @return the weight of a new sample in the moving average, above 0 and at most 1; or 0 if the
   *     router does not read round-trip times, and then they are not kept
   */
  default double rttSmoothing() {
    return 0;
  }
}
