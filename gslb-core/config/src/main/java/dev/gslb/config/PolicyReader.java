package dev.gslb.config;

import dev.gslb.spi.RouterProvider;
import dev.gslb.zone.Endpoint;
import dev.gslb.zone.Fallback;
import dev.gslb.zone.Policy;
import dev.gslb.zone.PolicyMember;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code policies}: named trees that refer to each other. Each is built once, after those
 * that it refers to.
 */
final class PolicyReader {
  /** The most members of a tree, those of a policy that is used twice counted twice. */
  static final int MAX_MEMBERS = 100_000;

  private static final String ONE_KIND =
      "one of policy, region, server, or address or alias, in a member";

  private final PolicyFactory factory;
  private final RegionReader endpoints;
  private final Fallback defaultFallback;
  private final Problems problems;
  private final Map<String, MapReader> declared = new LinkedHashMap<>();
  private final Map<String, Optional<Built>> built = new LinkedHashMap<>();
  private final Deque<String> underway = new ArrayDeque<>();

  /** A member with the size of its tree, itself included, and the policies on its longest path. */
  private record Built(PolicyMember member, int size, int depth) {}

  PolicyReader(
      PolicyFactory factory, RegionReader endpoints, Fallback defaultFallback, Problems problems) {
    this.factory = factory;
    this.endpoints = endpoints;
    this.defaultFallback = defaultFallback;
    this.problems = problems;
  }

  /** Reads the policies of a document. */
  void read(MapReader root) {
    if (root.get("policies") instanceof Node.Section named) {
      named.entries().forEach((name, entry) -> declare(name, entry.value(), entry.keyPlace()));
    } else {
      for (MapReader reader : root.maps("policies")) {
        String name = reader.required("name", "a name");
        declare(name, reader.section(), reader.place("name"));
      }
    }
    List.copyOf(declared.keySet()).forEach(this::build);
  }

  private void declare(String name, Node node, Place place) {
    MapReader reader = MapReader.of(node, problems);
    if (name.isBlank() || name.length() > 255) {
      problems.add(place, name, "a name of 1 to 255 characters");
    } else if (reader != null) {
      MapReader other = declared.putIfAbsent(name, reader);
      if (other != null) {
        String at = other.section().place().position();
        problems.add(place, name, "a policy declared once; also at " + at);
      }
    }
  }

  /** Finds the policy that a text names; null, with a problem noted, if it cannot be used. */
  @Nullable Policy find(Node.Scalar name) {
    Built found = resolve(name);
    return found == null ? null : (Policy) found.member();
  }

  private @Nullable Built resolve(Node.Scalar name) {
    if (!declared.containsKey(name.text())) {
      problems.add(name, "a policy that is declared");
      return null;
    }
    if (underway.contains(name.text())) {
      String path = String.join(" -> ", underway) + " -> " + name.text();
      problems.add(name.place(), path, "policies without a cycle");
      return null;
    }
    if (underway.size() >= Policy.MAX_DEPTH) {
      problems.add(name, "at most " + Policy.MAX_DEPTH + " policies deep");
      return null;
    }
    return build(name.text());
  }

  private @Nullable Built build(String name) {
    Optional<Built> known = built.get(name);
    MapReader reader = declared.get(name);
    if (known != null || reader == null) {
      return known == null ? null : known.orElse(null);
    }
    underway.addLast(name);
    Built result = build(name, reader);
    underway.removeLast();
    built.put(name, Optional.ofNullable(result));
    return result;
  }

  private @Nullable Built build(String name, MapReader reader) {
    reader.get("name");
    Node.Scalar routerName = reader.scalar("router", "the name of a router");
    RouterProvider router = factory.router(routerName, reader.section().place());
    MapReader options = reader.map("options");
    String region = reader.text("region", "", "the name of a region");
    int weight = reader.integer("weight", Endpoint.DEFAULT_WEIGHT, 0, PolicyMember.MAX_WEIGHT);
    double threshold = readThreshold(reader);
    Fallback fallback = FallbackReader.read(reader);
    List<Built> members = new ArrayList<>();
    boolean good = router != null;
    for (MapReader member : reader.maps("members")) {
      good &= readMember(member, router, members);
    }
    reader.finish();
    if (!reader.has("members") || (members.isEmpty() && good)) {
      problems.add(reader.place("members"), "no members", "at least one member");
      return null;
    }
    int size = 1 + members.stream().mapToInt(Built::size).reduce(0, PolicyReader::sum);
    int depth = 1 + members.stream().mapToInt(Built::depth).max().orElse(0);
    if (size > MAX_MEMBERS) {
      problems.add(reader.place("members"), size + " members", "at most " + MAX_MEMBERS);
      return null;
    }
    if (depth > Policy.MAX_DEPTH) {
      problems.add(
          reader.place("members"), depth + " policies deep", "at most " + Policy.MAX_DEPTH);
      return null;
    }
    if (!good || router == null) {
      return null;
    }
    Node.Section given =
        options == null
            ? new Node.Section(reader.section().place().missing("options"), Map.of())
            : options.section();
    List<PolicyMember> children = members.stream().map(Built::member).toList();
    Policy policy =
        factory.make(name, router, given, children, fallback == null ? defaultFallback : fallback);
    if (policy == null) {
      return null;
    }
    Policy whole = policy.withRegion(region).withWeight(weight).withUpThreshold(threshold);
    return new Built(factory.intern(whole), size, depth);
  }

  private static int sum(int a, int b) {
    return Math.min(a + b, MAX_MEMBERS + 1);
  }

  private double readThreshold(MapReader reader) {
    String expected = "above 0, at most 1";
    Node.Scalar scalar = reader.scalar("up_threshold", expected);
    Double share = scalar == null ? null : Scalars.decimal(scalar);
    if (scalar != null && (share == null || share <= 0 || share > 1)) {
      problems.add(scalar, expected);
      return Policy.DEFAULT_UP_THRESHOLD;
    }
    return share == null ? Policy.DEFAULT_UP_THRESHOLD : share;
  }

  /** Adds what a member stands for. Returns false after a problem was noted. */
  private boolean readMember(
      MapReader reader, @Nullable RouterProvider router, List<Built> members) {
    boolean inline = reader.has("address") || reader.has("alias");
    int kinds = (inline ? 1 : 0) + (reader.has("policy") ? 1 : 0) + (reader.has("server") ? 1 : 0);
    boolean region = kinds == 0 && reader.has("region");
    if (kinds != 1 && !region) {
      problems.add(reader.section().place(), kinds + " of them", ONE_KIND);
      return false;
    }
    if (inline) {
      Endpoint endpoint = endpoints.readInline(new MapReader(reader.section(), problems));
      return add(endpoint == null ? null : new Built(endpoint, 1, 0), members);
    }
    MapReader reference = new MapReader(reader.section(), problems);
    boolean good =
        region ? readRegion(reference, router, members) : readReference(reference, members);
    reference.finish();
    return good;
  }

  private boolean readReference(MapReader reader, List<Built> members) {
    Node.Scalar policy =
        reader.has("policy") ? reader.scalar("policy", "the name of a policy") : null;
    Node.Scalar server =
        reader.has("server") ? reader.scalar("server", "region/address:port") : null;
    int weight = reader.integer("weight", -1, 0, PolicyMember.MAX_WEIGHT);
    if (policy != null) {
      Built found = resolve(policy);
      if (found == null || weight < 0) {
        return add(found, members);
      }
      Policy weighted = ((Policy) found.member()).withWeight(weight);
      return add(new Built(factory.intern(weighted), found.size(), found.depth()), members);
    }
    Endpoint endpoint = server == null ? null : endpoints.find(server.text());
    if (server != null && endpoint == null) {
      problems.add(server, "a server of a region, as region/address:port");
    }
    if (endpoint != null && weight >= 0) {
      endpoint = endpoint.withWeight(weight);
    }
    return add(endpoint == null ? null : new Built(endpoint, 1, 0), members);
  }

  private boolean readRegion(
      MapReader reader, @Nullable RouterProvider router, List<Built> members) {
    Node.Scalar name = reader.scalar("region", "the name of a region");
    String service = reader.text("service", "the name of a domain");
    Region region = name == null ? null : factory.region(name);
    if (name == null || region == null) {
      return false;
    }
    String domain = service == null ? null : Names.plain(service);
    List<PolicyMember> found = factory.members(router, region, domain, name.place());
    if (found.isEmpty()) {
      problems.add(name, "a region with servers" + (domain == null ? "" : " for " + domain));
      return false;
    }
    for (PolicyMember member : found) {
      boolean grouped = member instanceof Policy;
      int size = grouped ? 1 + ((Policy) member).members().size() : 1;
      members.add(new Built(member, size, grouped ? 1 : 0));
    }
    return true;
  }

  private static boolean add(@Nullable Built member, List<Built> members) {
    if (member == null) {
      return false;
    }
    members.add(member);
    return true;
  }
}
