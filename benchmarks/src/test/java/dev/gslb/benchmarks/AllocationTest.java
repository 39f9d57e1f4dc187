package dev.gslb.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The query path allocates nothing: a million queries of each kind, counted by the JVM. */
class AllocationTest {
  private static final int QUERIES = 1_000_000;

  /** Queries of one round of warm-up, and the most rounds until the JVM has compiled all. */
  private static final int ROUND = 100_000;

  private static final int MOST_ROUNDS = 50;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final byte[] out = new byte[Packets.UDP_PAYLOAD];

  @ParameterizedTest
  @EnumSource
  void engine_warm_allocatesNothing(Question question) {
    byte[][] packets = new byte[SampleZone.OWNERS][];
    for (int i = 0; i < packets.length; i++) {
      packets[i] = question.packet(i);
    }
    try (Served served = new Served(SampleZone.build())) {
      int rounds = 0;
      while (allocated(served, packets, ROUND) > 0) {
        assertThat(++rounds).as("rounds of warm-up").isLessThan(MOST_ROUNDS);
      }
      assertThat(allocated(served, packets, QUERIES)).isZero();
    }
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
