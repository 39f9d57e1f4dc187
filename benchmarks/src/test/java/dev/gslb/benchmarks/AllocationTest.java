package dev.gslb.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.gslb.internal.engine.EngineOptions;
import dev.gslb.spi.AccessRule;
import dev.gslb.spi.Network;
import dev.gslb.spi.QueryAccess;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.Zone;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The query path allocates nothing: a million queries of each kind, counted by the JVM. */
class AllocationTest {
  private static final int QUERIES = 1_000_000;

  /** Queries of one round of warm-up, and the most rounds until the JVM has compiled all. */
  private static final int ROUND = 100_000;

  private static final int MOST_ROUNDS = 50;

  /**
   * Runs of a million queries, one of which must allocate nothing: the JVM may throw away compiled
   * code after any number of queries, and makes on the heap what that code held in registers, once.
   * What a query allocates, or one in a million does, is in each run.
   */
  private static final int MOST_RUNS = 3;

  private static final int NETWORKS = 256;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final byte[] out = new byte[Packets.UDP_PAYLOAD];

  @ParameterizedTest
  @EnumSource
  void engine_warm_allocatesNothing(Question question) {
    byte[][] packets = packets(question);
    try (Served served = new Served(SampleZone.build())) {
      assertAllocatesNothing(served, packets);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"WEIGHTED_8", "ROUND_ROBIN_8", "GEO_ECS", "NESTED_3"})
  void engine_warmWhileEndpointsDrain_allocatesNothing(Question question) {
    byte[][] packets = packets(question);
    try (Served served = new Served(SampleZone.build())) {
      served.drainSome();
      assertAllocatesNothing(served, packets);
    }
  }

  @ParameterizedTest
  @EnumSource
  void engine_warmWithAccessLists_allocatesNothing(Question question) throws Exception {
    byte[][] packets = packets(question);
    EngineOptions options = EngineOptions.DEFAULTS.forEverybody();
    List<AccessRule> rules = new ArrayList<>();
    rules.add(AccessRule.signedBy(DomainName.of("key")));
    for (int i = 0; i < NETWORKS; i++) {
      byte[] address = {(byte) 192, 0, (byte) i, 0};
      rules.add(AccessRule.from(new Network(InetAddress.getByAddress(address), 24)));
    }
    Zone zone = SampleZone.build();
    options.access().set(new QueryAccess(List.of(), Map.of(zone.apex(), rules)));
    try (Served served = new Served(zone, options)) {
      assertAllocatesNothing(served, packets);
    }
  }

  private static byte[][] packets(Question question) {
    byte[][] packets = new byte[SampleZone.OWNERS][];
    Arrays.setAll(packets, question::packet);
    return packets;
  }

  private void assertAllocatesNothing(Served served, byte[][] packets) {
    int rounds = 0;
    while (allocated(served, packets, ROUND) > 0) {
      assertThat(++rounds).as("rounds of warm-up").isLessThan(MOST_ROUNDS);
    }
    long[] runs = new long[MOST_RUNS];
    int run = 0;
    do {
      runs[run] = allocated(served, packets, QUERIES);
    } while (runs[run] > 0 && ++run < MOST_RUNS);
    assertThat(run)
        .as("octets of runs of a million: %s", Arrays.toString(runs))
        .isLessThan(MOST_RUNS);
  }

  private long allocated(Served served, byte[][] packets, int queries) {
    long before = threads.getCurrentThreadAllocatedBytes();
    long octets = 0;
    for (int i = 0; i < queries; i++) {
      octets += served.answer(packets[i & (SampleZone.OWNERS - 1)], out);
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(octets).isGreaterThan(12L * queries);
    return allocated;
  }
}
