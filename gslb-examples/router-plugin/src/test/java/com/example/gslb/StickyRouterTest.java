package com.example.gslb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gslb.spi.Providers;
import dev.gslb.spi.Router;
import dev.gslb.spi.RouterConfig;
import dev.gslb.spi.RouterProvider;
import dev.gslb.testkit.TestCandidates;
import dev.gslb.testkit.TestRequest;
import dev.gslb.testkit.TestSelection;
import dev.gslb.zone.Endpoint;
import dev.gslb.zone.Options;
import dev.gslb.zone.Target;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StickyRouterTest {
  private static final int NETWORKS = 10_000;

  private final Router router = create(Options.NONE);

  @Test
  void find_routers_findsSticky() {
    assertThat(Providers.find(RouterProvider.class, null))
        .extracting(RouterProvider::name)
        .contains("sticky");
  }

  @Test
  void route_clientsOfOneNetwork_getTheSameMember() {
    TestCandidates candidates = TestCandidates.of(5).build();

    assertThat(choose("198.51.100.7", candidates)).isEqualTo(choose("198.51.100.200", candidates));
    assertThat(choose("2001:db8:1:2::3", candidates))
        .isEqualTo(choose("2001:db8:1:ffff::9", candidates));
  }

  @Test
  void route_memberDown_movesOnlyItsClients() {
    TestCandidates all = TestCandidates.of(5).build();
    TestCandidates without = TestCandidates.of(5).down(2).build();
    int moved = 0;
    for (int network = 0; network < NETWORKS; network++) {
      int before = all.declaredOrdinal(choose(network, all));
      int after = without.declaredOrdinal(choose(network, without));
      moved += before == 2 ? 1 : 0;

      assertThat(before == 2 || before == after).isTrue();
    }
    // A fifth of them, give or take five standard deviations.
    assertThat(moved).isBetween(NETWORKS / 5 - 200, NETWORKS / 5 + 200);
  }

  @Test
  void route_prefixOption_setsNetworkAndScope() {
    Router wide = create(Options.of("ipv4_prefix", 8));
    TestCandidates candidates = TestCandidates.of(5).build();
    TestSelection one = select(wide, new TestRequest().client("10.1.2.3"), candidates);
    TestSelection other = select(wide, new TestRequest().client("10.250.2.3"), candidates);

    assertThat(one.scope()).isEqualTo(8);
    assertThat(other.chosen()).isEqualTo(one.chosen());
    assertThat(select(router, new TestRequest().client("10.1.2.3"), candidates).scope())
        .isEqualTo(24);
    assertThat(select(router, new TestRequest().client("2001:db8::"), candidates).scope())
        .isEqualTo(48);
  }

  @Test
  void create_prefixOutOfRange_isRefused() {
    assertThatThrownBy(() -> create(Options.of("ipv6_prefix", 65)))
        .hasMessage("ipv6_prefix: 65 (expected: 1..64)");
  }

  private static Router create(Options options) {
    Endpoint member = Endpoint.of("endpoint", new Target.Address(InetAddress.getLoopbackAddress()));
    return new StickyRouterProvider().create(new RouterConfig("test", options, List.of(member)));
  }

  private int choose(String client, TestCandidates candidates) {
    return select(router, new TestRequest().client(client), candidates).first();
  }

  private int choose(int network, TestCandidates candidates) {
    return select(router, new TestRequest().clientIpv4(network << 8, 24), candidates).first();
  }

  private static TestSelection select(
      Router router, TestRequest request, TestCandidates candidates) {
    TestSelection chosen = new TestSelection(1);
    router.route(request, candidates, chosen);
    return chosen;
  }
}
