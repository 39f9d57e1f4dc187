package dev.gslb.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.spi.Router;
import dev.gslb.testkit.TestCandidates;
import dev.gslb.testkit.TestRequest;
import dev.gslb.zone.Options;
import org.junit.jupiter.api.Test;

final class FailoverRouterTest {
  private final Router router = Routed.router(new FailoverRouterProvider(), Options.NONE);

  @Test
  void route_allUp_choosesTheFirstDeclared() {
    TestCandidates candidates = TestCandidates.of(3).build();

    assertThat(Routed.choose(router, candidates, new TestRequest().ticket(7))).containsExactly(0);
    assertThat(Routed.explain(router, candidates, new TestRequest()))
        .isEqualTo("the first member is up");
  }

  @Test
  void route_firstDown_choosesTheNextDeclared() {
    TestCandidates candidates = TestCandidates.of(3).down(0).build();
    int chosen = Routed.select(router, candidates, new TestRequest()).first();

    assertThat(candidates.declaredOrdinal(chosen)).isEqualTo(1);
    assertThat(Routed.explain(router, candidates, new TestRequest()))
        .isEqualTo("the members declared before are not available: 1");
  }

  @Test
  void route_severalWanted_givesThoseThatFollow() {
    TestCandidates candidates = TestCandidates.of(4).build();

    assertThat(Routed.choose(router, candidates, new TestRequest().wanted(3)))
        .containsExactly(0, 1, 2);
  }
}
