package dev.gslb.zone;

/** A child of a policy: an endpoint, or another policy. */
public sealed interface PolicyMember permits Endpoint, Policy {
  /** The highest weight. */
  int MAX_WEIGHT = 65_535;

  /**
   * Returns what this member is called in an explanation.
   *
   * @return the endpoint's id or the policy's name
   */
  String label();

  /**
   * Returns the region that routers by place know it under.
   *
   * @return the region's name; empty if it has none
   */
  String region();

  /**
   * Returns the configured weight.
   *
   * @return 0 to {@link #MAX_WEIGHT}; 0 is a standby
   */
  int weight();
}
