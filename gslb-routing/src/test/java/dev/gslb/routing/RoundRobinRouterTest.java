package dev.gslb.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.spi.Router;
import dev.gslb.testkit.TestCandidates;
import dev.gslb.testkit.TestRequest;
import dev.gslb.zone.Options;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class RoundRobinRouterTest {
  private final Router router = Routed.router(new RoundRobinRouterProvider(), Options.NONE);

  @Test
  void route_ticket_isTheTurn() {
    TestCandidates three = TestCandidates.of(3).build();

    assertThat(Routed.choose(router, three, new TestRequest().ticket(4))).containsExactly(1);
    assertThat(Routed.choose(router, three, new TestRequest().ticket(5))).containsExactly(2);
    assertThat(Routed.choose(router, three, new TestRequest().ticket(6))).containsExactly(0);
  }

  @Test
  void route_severalWanted_goesOnInOrder() {
    TestCandidates four = TestCandidates.of(4).build();

    assertThat(Routed.choose(router, four, new TestRequest().ticket(3).wanted(3)))
        .containsExactly(3, 0, 1);
  }

  @Test
  void route_ticketAboveTheSignedRange_isUnsigned() {
    TestCandidates ten = TestCandidates.of(10).build();
    int expected = (int) Long.remainderUnsigned(-1, 10);

    assertThat(Routed.choose(router, ten, new TestRequest().ticket(-1))).containsExactly(expected);
    assertThat(expected).isEqualTo(5);
  }

  @Test
  void route_tracing_namesTheTurn() {
    TestCandidates three = TestCandidates.of(3).build();

    assertThat(Routed.explain(router, three, new TestRequest().ticket(4))).isEqualTo("turn 2 of 3");
  }

  @Property(seed = "42")
  void route_consecutiveTickets_areEvenToWithinOne(
      @ForAll @IntRange(min = 1, max = 40) int size,
      @ForAll @IntRange(min = 1, max = 500) int queries,
      @ForAll long firstTicket,
      @ForAll @IntRange(min = 1, max = 5) int wanted) {
    // Tickets of a real counter wrap once in 2^64 queries; a run that wraps is not meant here.
    long start = firstTicket & Long.MAX_VALUE;
    int[] counts = new int[size];
    TestRequest request = new TestRequest().wanted(wanted);
    TestCandidates candidates = TestCandidates.of(size).build();
    for (int i = 0; i < queries; i++) {
      for (int ordinal : Routed.choose(router, candidates, request.ticket(start + i))) {
        counts[ordinal]++;
      }
    }
    int least = Arrays.stream(counts).min().orElseThrow();
    int most = Arrays.stream(counts).max().orElseThrow();

    // With k of n chosen each time a full round of n queries gives each exactly k.
    assertThat(most - least).isLessThanOrEqualTo(Math.min(wanted, size));
    assertThat(wanted > 1 || most - least <= 1).isTrue();
  }
}
