package dev.gslb.config;

import dev.gslb.spi.Network;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.Endpoint;
import dev.gslb.zone.EndpointId;
import dev.gslb.zone.HealthCheckConfig;
import dev.gslb.zone.PolicyMember;
import dev.gslb.zone.Target;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code regions}, and the endpoints that policies declare for themselves. */
final class RegionReader {
  private static final String NAME = "a name of 1 to 63 letters, digits, dots, dashes, underscores";
  private static final Set<String> CONTINENTS = Set.of("AF", "AN", "AS", "EU", "NA", "OC", "SA");
  private static final int DEFAULT_PORT = 80;

  private final HealthCheckReader checks;
  private final Problems problems;
  private final Map<String, Region> regions = new LinkedHashMap<>();
  private final Map<String, HealthCheckReader.Declared> regionChecks = new HashMap<>();
  private final Map<EndpointId, Declared> endpoints = new LinkedHashMap<>();
  private final List<DeclaredServer> inline = new ArrayList<>();

  private record Declared(Endpoint endpoint, String service, Place place) {}

  RegionReader(HealthCheckReader checks, Problems problems) {
    this.checks = checks;
    this.problems = problems;
  }

  /** Reads the regions of a document. */
  Map<String, Region> read(MapReader root) {
    root.maps("regions").forEach(this::readRegion);
    return regions;
  }

  private void readRegion(MapReader reader) {
    String name = reader.required("name", NAME);
    boolean named = name.matches("[A-Za-z0-9._-]{1,63}");
    if (!named && !name.isEmpty()) {
      problems.add(reader.place("name"), name, NAME);
    }
    String idPrefix = named ? name + "/" : "?" + regions.size() + "/";
    for (Node.Scalar code : reader.texts("countries", "a country code such as DE")) {
      if (!code.text().matches("[A-Za-z]{2}")) {
        problems.add(code, "a country code such as DE");
      }
    }
    for (Node.Scalar code : reader.texts("continents", "a continent code such as EU")) {
      if (!CONTINENTS.contains(code.text().toUpperCase(Locale.ROOT))) {
        problems.add(code, "one of AF, AN, AS, EU, NA, OC, SA");
      }
    }
    MapReader checkReader = reader.map("health_check");
    HealthCheckReader.Declared check = checkReader == null ? null : checks.read(checkReader);
    List<Region.Server> servers = new ArrayList<>();
    for (MapReader server : reader.maps("servers")) {
      Region.Server read = readServer(server, name, idPrefix, check);
      if (read != null) {
        servers.add(read);
      }
    }
    reader.finish();
    if (check != null) {
      regionChecks.put(name, check);
    }
    Region region = new Region(reader.section(), name, servers);
    Region other = name.isEmpty() ? null : regions.putIfAbsent(name, region);
    if (other != null) {
      problems.add(
          reader.place("name"),
          name,
          "a region declared once; also at " + other.section().place().position());
    }
  }

  private Region.@Nullable Server readServer(
      MapReader reader,
      String region,
      String idPrefix,
      HealthCheckReader.@Nullable Declared check) {
    String service = Names.plain(reader.text("service", "", "the name of a domain"));
    Node.Scalar host = reader.scalar("host", "a host name for the health check");
    Endpoint endpoint = readEndpoint(reader, region, idPrefix, check, host);
    reader.finish();
    if (endpoint == null) {
      return null;
    }
    Endpoint declared = declare(endpoint, service, reader.section().place());
    return new Region.Server(declared, service, reader.section().place());
  }

  /** Reads an endpoint that a policy declares among its members. */
  @Nullable Endpoint readInline(MapReader reader) {
    String region = reader.text("region", "", NAME);
    MapReader checkReader = reader.map("health_check");
    HealthCheckReader.Declared check = checkReader == null ? null : checks.read(checkReader);
    String name = reader.text("name", "", "a name without white space");
    Endpoint endpoint =
        readEndpoint(reader, region, region.isEmpty() ? "" : region + "/", check, null);
    reader.finish();
    if (endpoint == null) {
      return null;
    }
    if (!name.isEmpty()) {
      EndpointId id = reader.parsed("name", "a name without white space", RegionReader::id);
      if (id == null) {
        return null;
      }
      endpoint = new Endpoint(id, endpoint.target(), region, endpoint.weight(), endpoint.check());
    }
    Declared same = endpoints.get(endpoint.id());
    if (same != null
        && !(same.endpoint().target().equals(endpoint.target())
            && same.endpoint().check().equals(endpoint.check()))) {
      problems.add(
          reader.section().place(),
          endpoint.id().value(),
          "the same target and health_check as at " + same.place().position());
    }
    Place place = reader.section().place();
    endpoints.putIfAbsent(endpoint.id(), new Declared(endpoint, "", place));
    inline.add(new DeclaredServer(endpoint, "", place.position()));
    return endpoint;
  }

  /** The servers that policies declared for themselves. */
  List<DeclaredServer> inline() {
    return inline;
  }

  /**
   * Lets servers join the regions that were read.
   *
   * @return what became of each; {@link Additions.Fate#UNUSED} of those that joined
   */
  Map<Additions.Server, Additions.Fate> join(List<Additions.Server> servers) {
    Set<EndpointId> written = Set.copyOf(endpoints.keySet());
    Map<Additions.Server, Additions.Fate> fates = new LinkedHashMap<>();
    Map<String, List<Region.Server>> joined = new LinkedHashMap<>();
    for (Additions.Server server : servers) {
      Region region = regions.get(server.region());
      if (region == null) {
        fates.put(server, Additions.Fate.ORPHANED);
      } else if (written.contains(EffectiveConfig.id(server))) {
        fates.put(server, Additions.Fate.SHADOWED);
      } else {
        Endpoint endpoint = joining(server);
        Place place = region.section().place();
        Endpoint declared = declare(endpoint, server.service(), place);
        joined
            .computeIfAbsent(region.name(), name -> new ArrayList<>())
            .add(new Region.Server(declared, server.service(), place));
        fates.put(server, Additions.Fate.UNUSED);
      }
    }
    joined.forEach((name, more) -> regions.computeIfPresent(name, (key, now) -> now.with(more)));
    return fates;
  }

  private Endpoint joining(Additions.Server server) {
    HealthCheckReader.Declared check = regionChecks.get(server.region());
    String address = Network.text(server.address());
    return new Endpoint(
        EffectiveConfig.id(server),
        new Target.Address(server.address()),
        server.region(),
        server.weight(),
        Optional.ofNullable(check).map(found -> checks.aim(found, address, server.port(), null)));
  }

  /** The endpoint of a region's server by its id; null if there is none. */
  @Nullable Endpoint find(String id) {
    EndpointId key = id(Addresses.shortened(id));
    Declared declared = key == null ? null : endpoints.get(key);
    return declared == null ? null : declared.endpoint();
  }

  private static @Nullable EndpointId id(String text) {
    try {
      return new EndpointId(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /**
   * Notes a region's server. The same address and port may serve several services; where their
   * checks differ, the service becomes part of the id, since an id has one state.
   */
  private Endpoint declare(Endpoint endpoint, String service, Place place) {
    Declared declared = new Declared(endpoint, service, place);
    Declared same = endpoints.putIfAbsent(endpoint.id(), declared);
    if (same == null) {
      return endpoint;
    }
    if (same.service().equals(service)) {
      problems.add(
          place,
          endpoint.id().value(),
          "a server declared once; also at " + same.place().position());
      return endpoint;
    }
    if (same.endpoint().check().equals(endpoint.check())) {
      return endpoint;
    }
    EndpointId own = id(endpoint.id() + "#" + service);
    if (own == null) {
      return endpoint;
    }
    return declare(
        new Endpoint(
            own, endpoint.target(), endpoint.region(), endpoint.weight(), endpoint.check()),
        service,
        place);
  }

  private @Nullable Endpoint readEndpoint(
      MapReader reader,
      String region,
      String idPrefix,
      HealthCheckReader.@Nullable Declared check,
      Node.@Nullable Scalar host) {
    int port = reader.integer("port", DEFAULT_PORT, 1, 0xFFFF);
    int weight = reader.integer("weight", Endpoint.DEFAULT_WEIGHT, 0, PolicyMember.MAX_WEIGHT);
    Target target = readTarget(reader);
    if (target == null) {
      return null;
    }
    String shown = shown(target);
    EndpointId id =
        id(idPrefix + (shown.indexOf(':') >= 0 ? "[" + shown + "]" : shown) + ":" + port);
    if (id == null) {
      problems.add(reader.section().place(), shown, "at most 255 characters with region and port");
      return null;
    }
    Optional<HealthCheckConfig> aimed =
        Optional.ofNullable(check).map(found -> checks.aim(found, shown, port, host));
    return new Endpoint(id, target, region, weight, aimed);
  }

  private @Nullable Target readTarget(MapReader reader) {
    DomainName alias = reader.parsed("alias", "a domain name", Names::domain);
    if (reader.has("alias")) {
      if (reader.has("address")) {
        problems.add(reader.place("alias"), "alias and address", "one of the two");
      }
      return alias == null ? null : new Target.Alias(alias);
    }
    if (!reader.has("address")) {
      reader.required("address", "an IPv4 or IPv6 address, or an alias");
      return null;
    }
    InetAddress inet = reader.parsed("address", "an IPv4 or IPv6 address", Addresses::literal);
    return inet == null ? null : new Target.Address(inet);
  }

  private static String shown(Target target) {
    if (target instanceof Target.Alias alias) {
      return Names.plain(alias.name().toString());
    }
    return Network.text(((Target.Address) target).inet());
  }
}
