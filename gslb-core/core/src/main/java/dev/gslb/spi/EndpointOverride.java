package dev.gslb.spi;

import dev.gslb.zone.PolicyMember;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What an operator says of an endpoint, above everything else. At least one of the three is set.
 *
 * @param weight its weight in every policy that has it as a member; 0 takes it out
 * @param enabled false takes it out of every answer, those for a failure of everything too; true is
 *     what holds without an override
 * @param healthy the verdict in place of the checks'
 */
public record EndpointOverride(
    OptionalInt weight, Optional<Boolean> enabled, Optional<Boolean> healthy) {
  /** Checks the range. */
  public EndpointOverride {
    if (weight.isEmpty() && enabled.isEmpty() && healthy.isEmpty()) {
      throw new IllegalArgumentException(
          "an override of nothing (expected: weight, enabled or healthy)");
    }
    if (weight.isPresent()
        && (weight.getAsInt() < 0 || weight.getAsInt() > PolicyMember.MAX_WEIGHT)) {
      throw new IllegalArgumentException(
          "weight " + weight.getAsInt() + " (expected: 0.." + PolicyMember.MAX_WEIGHT + ")");
    }
  }

  /**
   * Says whether the endpoint is out of every answer.
   *
   * @return true if it is disabled or has no weight left
   */
  public boolean takesOut() {
    return (enabled.isPresent() && !enabled.get())
        || (weight.isPresent() && weight.getAsInt() == 0);
  }
}
