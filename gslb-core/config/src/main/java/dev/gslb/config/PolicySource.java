package dev.gslb.config;

import dev.gslb.spi.HealthMonitorProvider;
import dev.gslb.spi.RouterProvider;
import dev.gslb.zone.Policy;
import dev.gslb.zone.RefusedException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where policies come from: the document, to be read with whatever is said at run time. Immutable.
 *
 * @param document all files together
 * @param routers that policies may name
 * @param monitors the first of them checks health checks
 */
record PolicySource(
    Node.Section document, List<RouterProvider> routers, List<HealthMonitorProvider> monitors) {

  /**
   * What was read.
   *
   * @param domains the names that policies answer
   * @param geolocation where clients are
   * @param placing places clients in any region; empty if that cannot be
   * @param servers those of the files
   * @param fates what became of servers that were said
   */
  record Read(
      List<DomainReader.Domain> domains,
      Geolocation geolocation,
      Optional<RegionPlacing> placing,
      List<DeclaredServer> servers,
      Map<Additions.Server, Additions.Fate> fates) {}

  /**
   * Reads the document again.
   *
   * @param known policies that come out in place of equal ones
   * @throws RefusedException with every problem
   */
  Read read(Additions said, Collection<Policy> known) {
    Problems problems = new Problems();
    MapReader root = new MapReader(document, problems);
    Read read =
        read(root, root.map("dns"), root.map("overwatch"), said, known, new Fingerprint.Recorder());
    problems.refuse();
    return read;
  }

  /** Reads what policies are made of; problems are the reader's. */
  Read read(
      MapReader root,
      @Nullable MapReader dns,
      @Nullable MapReader overwatch,
      Additions said,
      Collection<Policy> known,
      Fingerprint.Recorder recorder) {
    Problems problems = root.problems();
    DomainReader.Defaults defaults = ServerReader.defaults(dns);
    RegionReader endpoints = new RegionReader(new HealthCheckReader(monitors, problems), problems);
    Map<String, Region> regions = endpoints.read(root);
    List<DeclaredServer> servers = servers(regions.values());
    Map<Additions.Server, Additions.Fate> fates = endpoints.join(said.servers());
    MapReader section = overwatch == null ? null : overwatch.map("geolocation");
    Geolocation geolocation = Geolocation.read(section, regions, recorder, said.mappings());
    Routers named = new Routers(routers, problems);
    PolicyFactory factory = new PolicyFactory(regions, named, geolocation, problems, known);
    PolicyReader policies = new PolicyReader(factory, endpoints, defaults.fallback(), problems);
    policies.read(root);
    List<DomainReader.Domain> domains =
        new DomainReader(factory, policies, defaults, problems).read(root);
    servers.addAll(endpoints.inline());
    Optional<RegionPlacing> placing =
        RegionPlacing.of(routers, geolocation, List.copyOf(regions.keySet()));
    return new Read(domains, geolocation, placing, servers, fates);
  }

  private static List<DeclaredServer> servers(Collection<Region> regions) {
    List<DeclaredServer> servers = new ArrayList<>();
    for (Region region : regions) {
      for (Region.Server server : region.servers()) {
        servers.add(
            new DeclaredServer(server.endpoint(), server.service(), server.place().position()));
      }
    }
    return servers;
  }
}
