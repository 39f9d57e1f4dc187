package dev.gslb.cluster.runtime;

import dev.gslb.zone.Endpoint;
import dev.gslb.zone.GslbName;
import dev.gslb.zone.Policy;
import dev.gslb.zone.Zone;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/** Finds the endpoints of a configuration. */
public final class ConfiguredEndpoints {
  private ConfiguredEndpoints() {}

  /**
   * Returns all endpoints that policies have, in the order of the configuration. One that several
   * policies have in different ways, such as with other weights, is there in each of them.
   *
   * @param zones all that are served
   * @return the endpoints, none of them twice
   */
  public static Set<Endpoint> of(Collection<Zone> zones) {
    Set<Endpoint> endpoints = new LinkedHashSet<>();
    Set<Policy> seen = new HashSet<>();
    for (Zone zone : zones) {
      for (GslbName name : zone.gslbNames()) {
        if (seen.add(name.policy())) {
          endpoints.addAll(name.policy().endpoints());
        }
      }
    }
    return endpoints;
  }
}
