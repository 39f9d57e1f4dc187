package dev.gslb.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gslb.spi.Router;
import dev.gslb.testkit.TestCandidates;
import dev.gslb.testkit.TestRequest;
import dev.gslb.zone.Options;
import org.junit.jupiter.api.Test;

final class LatencyRouterTest {
  private final Router router = Routed.router(new LatencyRouterProvider(), Options.NONE);
  private final Router limited =
      Routed.router(new LatencyRouterProvider(), Options.of("max_latency_ms", 50));

  @Test
  void route_measured_choosesTheFastest() {
    TestCandidates candidates =
        TestCandidates.of(3).rtt(0, 30_000, 5).rtt(1, 10_000, 5).rtt(2, 20_000, 5).build();

    assertThat(Routed.choose(router, candidates, new TestRequest())).containsExactly(1);
    assertThat(Routed.choose(router, candidates, new TestRequest().wanted(3)))
        .containsExactly(1, 2, 0);
    assertThat(Routed.explain(router, candidates, new TestRequest()))
        .isEqualTo("lowest round-trip time, 10000 us");
  }

  @Test
  void route_equalTimes_keepsDeclaredOrder() {
    TestCandidates candidates =
        TestCandidates.of(3).rtt(0, 500, 3).rtt(1, 500, 3).rtt(2, 100, 3).build();

    assertThat(Routed.choose(router, candidates, new TestRequest().wanted(3)))
        .containsExactly(2, 0, 1);
  }

  @Test
  void route_tooFewSamples_comesLast() {
    TestCandidates candidates =
        TestCandidates.of(3).rtt(0, 1, 2).rtt(1, 90_000, 3).rtt(2, 80_000, 3).build();

    assertThat(Routed.choose(router, candidates, new TestRequest())).containsExactly(2);
    assertThat(Routed.choose(router, candidates, new TestRequest().wanted(3)))
        .containsExactly(2, 1, 0);
  }

  @Test
  void route_noneMeasured_takesTurns() {
    TestCandidates candidates = TestCandidates.of(3).rtt(0, 1, 2).build();

    assertThat(Routed.choose(router, candidates, new TestRequest().ticket(4))).containsExactly(1);
    assertThat(Routed.choose(router, candidates, new TestRequest().ticket(5))).containsExactly(2);
    assertThat(Routed.explain(router, candidates, new TestRequest().ticket(5)))
        .isEqualTo("none has 3 samples yet; turn 3 of 3");
  }

  @Test
  void route_measured_takesNoTicket() {
    TestRequest request = new TestRequest().ticket(4);
    Routed.choose(router, TestCandidates.of(1).rtt(0, 100, 3).build(), request);

    assertThat(request.ticketCalls()).isZero();
  }

  @Test
  void route_overTheLimit_isLeftOut() {
    TestCandidates candidates =
        TestCandidates.of(3).rtt(0, 50_001, 9).rtt(1, 50_000, 9).rtt(2, 60_000, 9).build();

    assertThat(Routed.choose(limited, candidates, new TestRequest().wanted(3))).containsExactly(1);
  }

  @Test
  void route_allOverTheLimit_choosesTheFastest() {
    TestCandidates candidates = TestCandidates.of(2).rtt(0, 70_000, 9).rtt(1, 60_000, 9).build();

    assertThat(Routed.choose(limited, candidates, new TestRequest().wanted(2)))
        .containsExactly(1, 0);
    assertThat(Routed.explain(limited, candidates, new TestRequest()))
        .isEqualTo("lowest round-trip time, 60000 us; all measured are over 50000 us");
  }

  @Test
  void rttSmoothing_option_isPassedOn() {
    Router smooth = Routed.router(new LatencyRouterProvider(), Options.of("smoothing_factor", 0.5));

    assertThat(router.rttSmoothing()).isEqualTo(0.3);
    assertThat(smooth.rttSmoothing()).isEqualTo(0.5);
  }

  @Test
  void create_severalBadOptions_reportsAll() {
    Options bad =
        Options.of("smoothing_factor", 0).with("max_latency_ms", -1).with("min_samples", "few");

    assertThatThrownBy(() -> Routed.router(new LatencyRouterProvider(), bad))
        .hasMessageContaining("smoothing_factor: 0 (expected: 0.001..1.0)")
        .hasMessageContaining("max_latency_ms: -1 (expected: 0..3600000)")
        .hasMessageContaining("min_samples: few (expected: 1..1000)");
  }
}
