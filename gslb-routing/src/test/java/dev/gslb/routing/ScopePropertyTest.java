package dev.gslb.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.GslbServer;
import dev.gslb.spi.Command;
import dev.gslb.spi.Explanation;
import dev.gslb.spi.Router;
import dev.gslb.spi.RouterConfig;
import dev.gslb.spi.RouterProvider;
import dev.gslb.spi.Verdict;
import dev.gslb.testkit.TestRequest;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.Endpoint;
import dev.gslb.zone.GslbName;
import dev.gslb.zone.Options;
import dev.gslb.zone.Policy;
import dev.gslb.zone.PolicyMember;
import dev.gslb.zone.RecordType;
import dev.gslb.zone.Target;
import dev.gslb.zone.Zone;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * The scope of an answer (RFC 7871 section 7.2.1) over random trees of all routers, asked through
 * the engine. It is right: no client that shares so many bits would have gone another way. It is
 * minimal: with one bit less, a client would be in it whom some policy on the way prefers another
 * order for.
 */
final class ScopePropertyTest {
  private static final DomainName NAME = DomainName.of("www.example");
  private static final int CLIENTS = 25;
  private static final int NEIGHBOURS = 12;

  private static final List<String> OTHERS =
      List.of("round-robin", "steady", "failover", "latency");

  @Property(seed = "47", tries = 120)
  void scope_randomTree_isRightAndMinimal(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    Path file = Files.createTempFile("scope", ".mmdb");
    try (GslbServer server =
        GslbServer.builder().listen("127.0.0.1", 0).router(new SteadyProvider()).start()) {
      RandomTree tree = new RandomTree(random, file);
      GslbName name = new GslbName(NAME, tree.root(), 60, 1 + random.nextInt(3));
      Zone zone = Zone.builder("example").synthesizeApex().add(name).build();
      server.apply(List.of(zone));
      for (Endpoint endpoint : tree.root().endpoints()) {
        if (random.nextInt(4) == 0) {
          Command down = new Command.Observe(endpoint.id(), Verdict.DOWN, -1, "test", "");
          server.control().submit(down).join();
        }
      }
      for (int i = 0; i < CLIENTS; i++) {
        check(server, tree, tree.client());
      }
    } finally {
      Files.delete(file);
    }
  }

  private static void check(GslbServer server, RandomTree tree, Cidr client) {
    Explanation explanation = explain(server, client);
    int scope = explanation.ecsScope();
    for (int i = 0; i < NEIGHBOURS; i++) {
      Cidr neighbour = tree.neighbour(client, scope);
      Explanation other = explain(server, neighbour);
      assertThat(way(other))
          .as("%s and %s /%s", client, neighbour, scope)
          .isEqualTo(way(explanation));
      assertThat(other.ecsScope()).as("%s and %s", client, neighbour).isEqualTo(scope);
    }
    List<String> visited = explanation.steps().stream().map(Explanation.Step::policy).toList();
    if (scope > 0) {
      assertThat(tree.tables(visited))
          .as("%s /%s", client, scope)
          .anyMatch(table -> differsBeside(table, tree.edges(), client, scope));
    }
  }

  /** The answer and who was to choose from what, and chose. */
  private static List<Object> way(Explanation explanation) {
    List<Object> way = new ArrayList<>(explanation.answers());
    for (Explanation.Step step : explanation.steps()) {
      way.add(List.of(step.policy(), step.candidates(), step.chosen()));
    }
    way.add(explanation.rcode());
    return way;
  }

  private static Explanation explain(GslbServer server, Cidr client) {
    ByteBuffer octets = ByteBuffer.allocate(client.ipv4() ? 4 : 16);
    if (client.ipv4()) {
      octets.putInt((int) (client.high() >>> 32));
    } else {
      octets.putLong(client.high()).putLong(client.low());
    }
    try {
      return server.explain(NAME, RecordType.A, InetAddress.getByAddress(octets.array()));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 or 16 octets", e);
    }
  }

  /**
   * Whether the other half of the block that is one bit shorter has another preference anywhere.
   */
  private static boolean differsBeside(GeoTable table, List<Cidr> edges, Cidr client, int scope) {
    PrefixTable family = table.family(client.ipv4());
    long highBit = scope <= 64 ? 1L << (64 - scope) : 0;
    long lowBit = scope > 64 ? 1L << (128 - scope) : 0;
    Cidr beside = Cidr.of(client.ipv4(), client.high() ^ highBit, client.low() ^ lowBit, scope);
    int[] here = preference(table, family, client.high(), client.low());
    List<long[]> probes = new ArrayList<>();
    probes.add(new long[] {beside.high(), beside.low()});
    for (Cidr edge : edges) {
      probes.add(new long[] {edge.high(), edge.low()});
      probes.add(new long[] {edge.endHigh(), edge.endLow()});
    }
    return probes.stream()
        .filter(probe -> beside.contains(probe[0], probe[1]))
        .anyMatch(probe -> !Arrays.equals(here, preference(table, family, probe[0], probe[1])));
  }

  private static int[] preference(GeoTable table, PrefixTable family, long high, long low) {
    return table.preference(family.value(family.find(high, low)));
  }

  /** Weighted, with the same draw for every client. */
  private static final class SteadyProvider implements RouterProvider {
    @Override
    public String name() {
      return "steady";
    }

    @Override
    public Router create(RouterConfig config) {
      Router weighted = new WeightedRouterProvider().create(config);
      TestRequest request = new TestRequest().entropy(config.policy().hashCode() * 0x9E3779B97F4AL);
      return (asked, candidates, chosen) ->
          weighted.route(request.wanted(asked.wanted()), candidates, chosen);
    }
  }

  /** A tree of policies, and what its geo policies are made of. Confined to one thread. */
  private static final class RandomTree {
    private static final int MOST_DEEP = 3;
    private static final List<String> REGIONS = List.of("us", "eu", "ap");
    private static final List<String> COUNTRIES = List.of("DE", "CH", "US", "CA", "BR", "JP");

    private final Random random;
    private final Path database;
    private final List<Cidr> edges = new ArrayList<>();
    private final Map<String, GeoTable> tables = new HashMap<>();
    private final Policy root;
    private int count;

    RandomTree(Random random, Path database) throws IOException {
      this.random = random;
      this.database = database;
      MaxMindFile file = MaxMindFile.ofIpv6();
      for (int block = 0; block < 16; block++) {
        boolean ipv4 = random.nextBoolean();
        long high = (long) block << 60 | (ipv4 ? 0x0010L << 48 : 1L << 52);
        Cidr cidr = Cidr.of(ipv4, high, 0, 12 + random.nextInt(3));
        edges.add(cidr);
        file.addFlat(cidr.toString(), COUNTRIES.get(random.nextInt(COUNTRIES.size())));
      }
      file.write(database);
      this.root = policy(0);
    }

    Policy root() {
      return root;
    }

    List<Cidr> edges() {
      return edges;
    }

    List<GeoTable> tables(List<String> policies) {
      return tables.entrySet().stream()
          .filter(entry -> policies.contains(entry.getKey()))
          .map(Map.Entry::getValue)
          .toList();
    }

    private Policy policy(int depth) {
      List<PolicyMember> members = new ArrayList<>();
      for (int i = 1 + random.nextInt(4); i >= 0; i--) {
        boolean leaf = depth + 1 == MOST_DEEP || random.nextBoolean();
        String region = REGIONS.get(random.nextInt(REGIONS.size()));
        members.add(leaf ? endpoint(region) : policy(depth + 1).withRegion(region));
      }
      String name = "policy-" + count++;
      if (random.nextInt(5) > 1) {
        Policy geo = Policy.of(name, "geo", members).withOptions(options(members));
        RouterConfig config = new RouterConfig(name, geo.options(), members);
        tables.put(name, ((GeoRouter) new GeoRouterProvider().create(config)).table());
        return geo;
      }
      return Policy.of(name, OTHERS.get(random.nextInt(OTHERS.size())), members);
    }

    private Endpoint endpoint(String region) {
      int number = count++;
      Target target;
      try {
        target = new Target.Address(InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) number}));
      } catch (UnknownHostException e) {
        throw new IllegalStateException("4 octets", e);
      }
      return Endpoint.of("endpoint-" + number, target).withRegion(region);
    }

    private Options options(List<PolicyMember> members) {
      List<String> regions = members.stream().map(PolicyMember::region).distinct().toList();
      Map<String, Map<String, Object>> mappings = new HashMap<>();
      for (int i = random.nextInt(8); i > 0; i--) {
        Cidr base = edges.get(random.nextInt(edges.size()));
        int bits = base.ipv4() ? 32 : 128;
        Cidr near = neighbour(base, random.nextInt(base.prefixLength() + 1));
        Cidr cidr = Cidr.of(base.ipv4(), near.high(), near.low(), 1 + random.nextInt(bits));
        edges.add(cidr);
        String region = regions.get(random.nextInt(regions.size()));
        mappings.put(cidr.toString(), Map.of("cidr", cidr.toString(), "region", region));
      }
      List<Map<String, Object>> claims = new ArrayList<>();
      for (String region : regions) {
        List<String> countries = List.of(COUNTRIES.get(random.nextInt(COUNTRIES.size())));
        claims.add(Map.of("name", region, "countries", countries));
      }
      Options options =
          Options.of("custom_mappings", List.copyOf(mappings.values())).with("regions", claims);
      if (random.nextBoolean()) {
        options = options.with("database", database.toString());
      }
      return random.nextBoolean() ? options : options.with("default_region", regions.get(0));
    }

    /** A client near something that is said, or anywhere. */
    Cidr client() {
      Cidr edge = edges.get(random.nextInt(edges.size()));
      return neighbour(edge, random.nextInt(edge.prefixLength() + 1));
    }

    /** A full address with the same first bits. */
    Cidr neighbour(Cidr address, int shared) {
      long highMask = shared >= 64 ? 0 : -1L >>> shared;
      long lowMask = shared == 128 ? 0 : shared <= 64 ? -1L : -1L >>> (shared - 64);
      long high = address.high() ^ (random.nextLong() & highMask);
      long low = address.low() ^ (random.nextLong() & lowMask);
      return address.ipv4()
          ? Cidr.of(true, high & (-1L << 32), 0, 32)
          : Cidr.of(false, high, low, 128);
    }
  }
}
