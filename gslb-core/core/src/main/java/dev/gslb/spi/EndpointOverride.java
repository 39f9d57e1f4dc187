package dev.gslb.spi;

import dev.gslb.zone.PolicyMember;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What an operator says of an endpoint, above everything else. At least one of the four is set.
 *
 * @param weight its weight in every policy that has it as a member; 0 takes it out
 * @param enabled false takes it out of every answer, those for a failure of everything too; true is
 *     what holds without an override
 * @param healthy the verdict in place of the checks'
 * @param sharePermille in how many of 1000 queries it stays a candidate while it drains, whatever
 *     router chooses; 0 takes it out, 1000 is what holds without an override
 */
public record EndpointOverride(
    OptionalInt weight,
    Optional<Boolean> enabled,
    Optional<Boolean> healthy,
    OptionalInt sharePermille) {
  /** The share of an endpoint that does not drain: all queries. */
  public static final int WHOLE_SHARE = 1_000;

  /** Checks the ranges. */
  public EndpointOverride {
    if (weight.isEmpty() && enabled.isEmpty() && healthy.isEmpty() && sharePermille.isEmpty()) {
      throw new IllegalArgumentException(
          "an override of nothing (expected: weight, enabled, healthy or a share)");
    }
    if (weight.isPresent()
        && (weight.getAsInt() < 0 || weight.getAsInt() > PolicyMember.MAX_WEIGHT)) {
      throw new IllegalArgumentException(
          "weight " + weight.getAsInt() + " (expected: 0.." + PolicyMember.MAX_WEIGHT + ")");
    }
    int share = sharePermille.orElse(WHOLE_SHARE);
    if (share < 0 || share > WHOLE_SHARE) {
      throw new IllegalArgumentException(
          "sharePermille " + share + " (expected: 0.." + WHOLE_SHARE + ")");
    }
  }

  /**
   * Makes an override that leaves the share alone.
   *
   * @param weight its weight; 0 takes it out
   * @param enabled whether it is in use
   * @param healthy the verdict
   */
  public EndpointOverride(
      OptionalInt weight, Optional<Boolean> enabled, Optional<Boolean> healthy) {
    this(weight, enabled, healthy, OptionalInt.empty());
  }

  /**
   * Says whether the endpoint is out of every answer.
   *
   * @return true if it is disabled, or has no weight or no share left
   */
  public boolean takesOut() {
    return (enabled.isPresent() && !enabled.get())
        || (weight.isPresent() && weight.getAsInt() == 0)
        || (sharePermille.isPresent() && sharePermille.getAsInt() == 0);
  }
}
