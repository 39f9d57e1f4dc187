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
import java.util.Map;
import java.util.TreeMap;
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
 * How does the choice by a client's place grow with the number of prefixes? Clients are spread over
 * 10.0.0.0/14, cut into prefixes of equal length. The floor makes two reads, at random and one
 * after the other, of an array with as many elements; the rival is a tree map of the prefixes'
 * starts.
 *
 * <pre>benchmarks/run Geo -prof gc</pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 3, jvmArgsAppend = "-Xmx3g")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class GeoBenchmark {
  private static final int ADDRESS_BITS = 18;
  private static final int FIRST_ADDRESS = 0x0A00_0000;
  private static final int REGIONS = 4;
  private static final int ENDPOINTS = 8;

  @Param({"1024", "16384", "262144"})
  int prefixes;

  private final AnyRequest request = new AnyRequest();
  private final LastChoice chosen = new LastChoice();
  private final TreeMap<Integer, Integer> starts = new TreeMap<>();
  private long[] array = {};
  private NodeView node;

  /** Builds the router and the rival's map. */
  @Setup
  public void build() {
    int hostBits = ADDRESS_BITS - Integer.numberOfTrailingZeros(prefixes);
    List<Map<String, String>> mappings = new ArrayList<>();
    for (int i = 0; i < prefixes; i++) {
      int start = FIRST_ADDRESS + (i << hostBits);
      starts.put(start, i % REGIONS);
      String cidr = "10." + (start >> 16 & 0xFF) + "." + (start >> 8 & 0xFF) + "." + (start & 0xFF);
      mappings.add(Map.of("cidr", cidr + "/" + (32 - hostBits), "region", "region-" + i % REGIONS));
    }
    array = new long[prefixes];
    for (int i = 0; i < prefixes; i++) {
      array[i] = (i * 0x9E3779B9L) & (prefixes - 1);
    }
    node = node(Options.of("custom_mappings", mappings));
  }

  private static NodeView node(Options options) {
    List<PolicyMember> members = SampleZone.endpoints(ENDPOINTS);
    List<NodeView.Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < ENDPOINTS; i++) {
      EndpointView endpoint = new EndpointView(members.get(i).label(), ManyNames.rdata(i));
      candidates.add(new NodeView.Candidate(i, endpoint, 100, 0, 0));
    }
    Router router =
        Providers.find(RouterProvider.class, null).stream()
            .filter(provider -> provider.name().equals("geo"))
            .findFirst()
            .orElseThrow()
            .create(new RouterConfig("geo", options, members));
    return new NodeView(new NodeView.NodeKey("geo", router, 1, 0, 0), ENDPOINTS, candidates);
  }

  /** The router. */
  @Benchmark
  public int geo() {
    request.next();
    node.key().router().route(request, node, chosen);
    return chosen.ordinal();
  }

  /** The least that the target allows for. */
  @Benchmark
  public long floor() {
    request.next();
    int mask = prefixes - 1;
    long first = array[(int) request.clientHigh() & mask];
    return array[(int) (first ^ request.nameHash()) & mask];
  }

  /** The plain way, which knows neither the scope of its answer nor the members of a region. */
  @Benchmark
  public int map() {
    request.next();
    return starts.floorEntry((int) request.clientHigh()).getValue();
  }
}
