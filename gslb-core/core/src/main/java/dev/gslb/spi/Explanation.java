package dev.gslb.spi;

import java.util.List;

/**
 * How one answer comes about. Repeating the query on the same snapshot with the same entropy and
 * tickets gives the same answer.
 *
 * @param snapshot the id of the snapshot that answered
 * @param entropy the random bits that the routers were given
 * @param rcode the response code's mnemonic
 * @param answers the answer section in master file form
 * @param authority the authority section in master file form
 * @param ecsScope how many bits of the client's address decided
 * @param steps the routers that were asked, in order; before a router whose policy has members that
 *     drain, which of them were left out of this query
 */
public record Explanation(
    long snapshot,
    long entropy,
    String rcode,
    List<String> answers,
    List<String> authority,
    int ecsScope,
    List<Step> steps) {
  /** Copies the lists. */
  public Explanation {
    answers = List.copyOf(answers);
    authority = List.copyOf(authority);
    steps = List.copyOf(steps);
  }

  /**
   * One router's choice, or what of a policy a router was given to choose from.
   *
   * @param policy the policy's name
   * @param candidates its members that were up and could answer, in declared order
   * @param chosen the members chosen, best first
   * @param reason the router's own words, empty if it gave none; or what was left out
   */
  public record Step(String policy, List<String> candidates, List<String> chosen, String reason) {
    /** Copies the lists. */
    public Step {
      candidates = List.copyOf(candidates);
      chosen = List.copyOf(chosen);
    }
  }
}
