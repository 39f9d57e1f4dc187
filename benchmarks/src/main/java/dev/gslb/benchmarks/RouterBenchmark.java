package dev.gslb.benchmarks;

import dev.gslb.internal.snapshot.EndpointView;
import dev.gslb.internal.snapshot.NodeView;
import dev.gslb.spi.Providers;
import dev.gslb.spi.Router;
import dev.gslb.spi.RouterConfig;
import dev.gslb.spi.RouterProvider;
import dev.gslb.zone.Options;
import dev.gslb.zone.PolicyMember;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does a router's choice of one endpoint cost, by the number of candidates: alone in its
 * process, where the compiler knows it, and at a call site that all of them share, as in a server?
 * The floor takes the first candidate without asking anything.
 *
 * <pre>benchmarks/run Router -prof gc</pre>
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RouterBenchmark {
  private static final List<String> ROUTERS =
      List.of("round-robin", "weighted", "failover", "latency", "geo");

  /** Takes the first. */
  private static final Router FLOOR = (request, candidates, chosen) -> chosen.add(0);

  /** One router. */
  @State(Scope.Thread)
  public static class Alone {
    @Param({"floor", "round-robin", "weighted", "failover", "latency", "geo"})
    String router;

    @Param({"2", "8", "64", "256"})
    int candidates;

    private final AnyRequest request = new AnyRequest();
    private final LastChoice chosen = new LastChoice();
    private NodeView node;

    /** Builds the router and its candidates. */
    @Setup
    public void build() {
      node = node(router, candidates);
    }
  }

  /** All routers in an order that is not to be foreseen. */
  @State(Scope.Thread)
  public static class Mixed {
    private static final int CALLS = 1_024;

    @Param({"2", "8", "64", "256"})
    int candidates;

    private final AnyRequest request = new AnyRequest();
    private final LastChoice chosen = new LastChoice();
    private final NodeView[] nodes = new NodeView[CALLS];
    private int next;

    /** Builds the routers and their candidates. */
    @Setup
    public void build() {
      List<NodeView> one = ROUTERS.stream().map(name -> node(name, candidates)).toList();
      SplittableRandom random = new SplittableRandom(3);
      for (int i = 0; i < CALLS; i++) {
        nodes[i] = one.get(random.nextInt(one.size()));
      }
    }
  }

  private static NodeView node(String router, int size) {
    List<PolicyMember> members = SampleZone.endpoints(size);
    SplittableRandom random = new SplittableRandom(5);
    List<NodeView.Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      EndpointView endpoint = new EndpointView(members.get(i).label(), ManyNames.rdata(i));
      int weight = members.get(i).weight();
      candidates.add(new NodeView.Candidate(i, endpoint, weight, random.nextInt(50_000), 100));
    }
    return new NodeView(
        new NodeView.NodeKey(router, router(router, members), 1, 0, 0), size, candidates);
  }

  private static Router router(String name, List<PolicyMember> members) {
    if (name.equals("floor")) {
      return FLOOR;
    }
    int regions = (int) members.stream().map(PolicyMember::region).distinct().count();
    Options options = name.equals("geo") ? SampleZone.prefixes(regions) : Options.NONE;
    for (RouterProvider provider : Providers.find(RouterProvider.class, null)) {
      if (provider.name().equals(name)) {
        return provider.create(new RouterConfig(name, options, members));
      }
    }
    throw new IllegalStateException("no router " + name);
  }

  /** A router that the compiler knows. */
  @Benchmark
  public int alone(Alone state) {
    return route(state.node, state.request, state.chosen);
  }

  /** A router that it does not. */
  @Benchmark
  public int mixed(Mixed state) {
    NodeView node = state.nodes[state.next++ & (Mixed.CALLS - 1)];
    return route(node, state.request, state.chosen);
  }

  private static int route(NodeView node, AnyRequest request, LastChoice chosen) {
    request.next();
    node.key().router().route(request, node, chosen);
    return chosen.ordinal();
  }
}
