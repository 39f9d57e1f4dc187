package dev.gslb.cluster.runtime;

import dev.gslb.zone.EndpointId;
import java.util.List;
import java.util.Map;

/**
 * What is said of a target, and whom it reaches.
 *
 * @param target what it is for
 * @param settings what is said, without what has expired
 * @param endpoints those of the configuration that it is about
 */
public record OverrideView(
    OverrideTarget target,
    Map<OverrideField, OverrideSetting> settings,
    List<EndpointId> endpoints) {

  /** Copies the collections. */
  public OverrideView {
    settings = Map.copyOf(settings);
    endpoints = List.copyOf(endpoints);
  }

  /**
   * Says whether the configuration has no such endpoint, any more or yet.
   *
   * @return true if it has none
   */
  public boolean isOrphaned() {
    return endpoints.isEmpty();
  }
}
