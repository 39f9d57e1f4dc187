package dev.gslb.config;

import dev.gslb.zone.Endpoint;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A region as declared.
 *
 * @param section where it is declared
 * @param name of the region
 * @param servers in declared order
 */
record Region(Node.Section section, String name, List<Server> servers) {
  /**
   * A server of a region.
   *
   * @param endpoint what policies use
   * @param service the one domain that it serves; empty if it serves any
   * @param place where it is declared; the region's if it joined at run time
   */
  record Server(Endpoint endpoint, String service, Place place) {}

  /** The same region with servers that joined, behind the others. */
  Region with(List<Server> joined) {
    List<Server> all = new ArrayList<>(servers);
    all.addAll(joined);
    return new Region(section, name, all);
  }

  /** Whether no server is for one domain only. */
  boolean servesAnyDomain() {
    return servers.stream().allMatch(server -> server.service().isEmpty());
  }

  /** The endpoints for a domain; for null, all of them. */
  List<Endpoint> endpoints(@Nullable String domain) {
    List<Endpoint> endpoints = new ArrayList<>();
    for (Server server : servers) {
      if (domain == null || server.service().isEmpty() || server.service().equals(domain)) {
        endpoints.add(server.endpoint());
      }
    }
    return endpoints;
  }
}
