package dev.gslb.config;

import dev.gslb.spi.RouterProvider;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.Fallback;
import dev.gslb.zone.GslbName;
import dev.gslb.zone.Policy;
import dev.gslb.zone.PolicyMember;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code domains}: the names that policies answer. */
final class DomainReader {
  private static final String NAME = "a domain name, which may begin with *.";
  private static final String LATENCY = "latency";
  private static final String[] WITHOUT_POLICY = {
    "routing_algorithm", "routing", "regions", "latency_config"
  };

  private final PolicyFactory factory;
  private final PolicyReader policies;
  private final Defaults defaults;
  private final Problems problems;
  private final Map<DomainName, Domain> domains = new LinkedHashMap<>();
  private final Map<Shared, Policy> policiesByRegions = new HashMap<>();

  /** What makes the policies of two domains equal, if their regions serve any domain. */
  private record Shared(String router, List<String> regions, Fallback fallback) {}

  /** What applies to a domain that does not say otherwise. */
  record Defaults(int ttlSeconds, Fallback fallback) {}

  /** A domain and where its name stands. */
  record Domain(GslbName gslbName, Place place) {}

  DomainReader(PolicyFactory factory, PolicyReader policies, Defaults defaults, Problems problems) {
    this.factory = factory;
    this.policies = policies;
    this.defaults = defaults;
    this.problems = problems;
  }

  /** Reads the domains of a document; those with problems are left out. */
  List<Domain> read(MapReader root) {
    root.maps("domains").forEach(this::readDomain);
    return List.copyOf(domains.values());
  }

  private void readDomain(MapReader reader) {
    DomainName name = reader.parsed("name", NAME, DomainReader::owner);
    if (!reader.has("name")) {
      reader.required("name", NAME);
    }
    int ttl = reader.integer("ttl", defaults.ttlSeconds(), 0, Integer.MAX_VALUE);
    int answers = reader.integer("answers", 1, 1, GslbName.MAX_ANSWERS);
    Fallback fallback = FallbackReader.read(reader);
    Policy policy =
        reader.has("policy")
            ? readNamed(reader, fallback)
            : readRouted(reader, name, fallback == null ? defaults.fallback() : fallback);
    reader.finish();
    if (name == null || policy == null) {
      return;
    }
    Place place = reader.place("name");
    Domain domain = new Domain(new GslbName(name, policy, ttl, answers), place);
    Domain other = domains.putIfAbsent(name, domain);
    if (other != null) {
      problems.add(
          place, name.toString(), "a domain declared once; also at " + other.place().position());
    }
  }

  private static @Nullable DomainName owner(String text) {
    DomainName name = Names.domain(text);
    boolean tooShort = name == null || name.labelCount() < (name.isWildcard() ? 2 : 1);
    return tooShort ? null : name;
  }

  private @Nullable Policy readNamed(MapReader reader, @Nullable Fallback fallback) {
    for (String key : WITHOUT_POLICY) {
      if (reader.has(key)) {
        problems.add(reader.place(key), key + " beside policy", "one of the two");
      }
    }
    Node.Scalar name = reader.scalar("policy", "the name of a policy");
    Policy policy = name == null ? null : policies.find(name);
    return policy == null || fallback == null
        ? policy
        : factory.intern(policy.withFallback(fallback));
  }

  private @Nullable Policy readRouted(
      MapReader reader, @Nullable DomainName name, Fallback fallback) {
    Node.Scalar algorithm = reader.scalar("routing_algorithm", "the name of a router");
    Place place = reader.section().place();
    RouterProvider router = factory.router(algorithm, place);
    Node.Section options = readOptions(reader, router);
    List<Region> regions = new ArrayList<>();
    List<Node.Scalar> names = reader.texts("regions", "the name of a region");
    if (!reader.has("regions")
        || (reader.get("regions") instanceof Node.Items && reader.list("regions").isEmpty())) {
      problems.add(place.missing("regions"), "none", "at least one region, or a policy");
    }
    for (Node.Scalar region : names) {
      Region found = factory.region(region);
      if (found != null && regions.contains(found)) {
        problems.add(region, "each region once");
      } else if (found != null) {
        regions.add(found);
      }
    }
    if (router == null || name == null || regions.isEmpty() || regions.size() < names.size()) {
      return null;
    }
    boolean shared =
        options.entries().isEmpty() && regions.stream().allMatch(Region::servesAnyDomain);
    Shared key = new Shared(router.name(), regions.stream().map(Region::name).toList(), fallback);
    Policy same = shared ? policiesByRegions.get(key) : null;
    if (same != null) {
      return same;
    }
    Policy policy = make(reader, router, Names.plain(name.toString()), regions, options, fallback);
    if (shared && policy != null) {
      policiesByRegions.put(key, policy);
    }
    return policy;
  }

  private @Nullable Policy make(
      MapReader reader,
      RouterProvider router,
      String served,
      List<Region> regions,
      Node.Section options,
      Fallback fallback) {
    Place place = reader.section().place();
    List<PolicyMember> members = new ArrayList<>();
    regions.forEach(region -> members.addAll(factory.members(router, region, served, place)));
    if (members.isEmpty()) {
      problems.add(
          reader.place("regions"), "no server", "at least one server for " + served + " in them");
      return null;
    }
    return factory.make(
        PolicyFactory.label(router.name(), regions), router, options, members, fallback);
  }

  /** The router's options: {@code routing}, and of a latency router {@code latency_config} too. */
  private Node.Section readOptions(MapReader reader, @Nullable RouterProvider router) {
    MapReader routing = reader.map("routing");
    MapReader latency = reader.map("latency_config");
    Place place = reader.section().place().missing("routing");
    Node.Section options = routing == null ? new Node.Section(place, Map.of()) : routing.section();
    if (latency == null) {
      return options;
    }
    if (router != null && !router.name().equals(LATENCY)) {
      problems.add(
          latency.section().place(), "latency_config", "only with routing_algorithm latency");
      return options;
    }
    if (routing == null) {
      return latency.section();
    }
    Map<String, Node.Entry> both = new LinkedHashMap<>(options.entries());
    latency
        .section()
        .entries()
        .forEach(
            (key, entry) -> {
              Node.Entry other = both.putIfAbsent(key, entry);
              if (other != null) {
                String at = other.keyPlace().position();
                problems.add(entry.keyPlace(), key, "one setting; also at " + at);
              }
            });
    return new Node.Section(options.place(), both);
  }
}
