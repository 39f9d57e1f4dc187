package dev.gslb.spi;

import dev.gslb.zone.Options;
import dev.gslb.zone.PolicyMember;
import java.util.List;

/**
 * What a router is built from.
 *
 * @param policy the policy's name
 * @param options its options, to be read with {@link dev.gslb.zone.OptionReader}
 * @param members its declared members; the declared ordinals of {@link Candidates} are places in
 *     this list
 */
public record RouterConfig(String policy, Options options, List<PolicyMember> members) {
  /** Copies the members. */
  public RouterConfig {
    members = List.copyOf(members);
  }
}
