package dev.gslb.zone;

import java.util.Objects;
import java.util.Optional;

/**
 * A place that clients can be sent to.
 *
 * @param id its identity and the key of its state
 * @param target what it puts into an answer
 * @param region the region it is in; empty if it is in none
 * @param weight 0 to 65535; 0 is a standby, chosen only when every other is down
 * @param check how it is checked; without a check it counts as up
 */
public record Endpoint(
    EndpointId id, Target target, String region, int weight, Optional<HealthCheckConfig> check)
    implements PolicyMember {
  /** The default weight. */
  public static final int DEFAULT_WEIGHT = 100;

  /** Checks the ranges. */
  public Endpoint {
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(region, "region");
    Objects.requireNonNull(check, "check");
    if (weight < 0 || weight > MAX_WEIGHT) {
      throw new RefusedException(id + " weight", String.valueOf(weight), "0..65535");
    }
  }

  /**
   * Makes an endpoint that is not checked, with the default weight, in no region.
   *
   * @param id its identity
   * @param target what it puts into an answer
   * @return the endpoint
   */
  public static Endpoint of(String id, Target target) {
    return new Endpoint(new EndpointId(id), target, "", DEFAULT_WEIGHT, Optional.empty());
  }

  /**
   * Makes the same endpoint with a check.
   *
   * @param check how it is checked
   * @return a new endpoint
   */
  public Endpoint withCheck(HealthCheckConfig check) {
    return new Endpoint(id, target, region, weight, Optional.of(check));
  }

  /**
   * Makes the same endpoint with another weight.
   *
   * @param weight 0 to 65535
   * @return a new endpoint
   */
  public Endpoint withWeight(int weight) {
    return new Endpoint(id, target, region, weight, check);
  }

  /**
   * Makes the same endpoint in another region.
   *
   * @param region the region's name
   * @return a new endpoint
   */
  public Endpoint withRegion(String region) {
    return new Endpoint(id, target, region, weight, check);
  }

  @Override
  public String label() {
    return id.value();
  }
}
