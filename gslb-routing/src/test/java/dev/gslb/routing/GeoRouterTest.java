package dev.gslb.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gslb.spi.Router;
import dev.gslb.spi.RouterConfig;
import dev.gslb.testkit.TestCandidates;
import dev.gslb.testkit.TestRequest;
import dev.gslb.testkit.TestSelection;
import dev.gslb.zone.Options;
import dev.gslb.zone.Policy;
import dev.gslb.zone.PolicyMember;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GeoRouterTest {
  private static final List<PolicyMember> MEMBERS =
      Routed.endpoints("us", "us", "eu", "eu", "eu", "ap");
  private static final TestCandidates ALL = TestCandidates.of(6).build();

  @TempDir Path directory = Path.of("");
  private Options options = Options.NONE;
  private Router router = (request, candidates, chosen) -> {};

  @BeforeEach
  void createRouter() throws IOException {
    Path database =
        MaxMindFile.ofIpv6()
            .add("5.0.0.0/8", "DE", "EU")
            .add("6.0.0.0/8", "US", "NA")
            .add("7.0.0.0/8", "CH", "EU")
            .add("8.0.0.0/8", "BR", "SA")
            .add("2001:db8::/32", "JP", "AS")
            .write(directory.resolve("country.mmdb"));
    options =
        Options.of("database", database.toString())
            .with("default_region", "us")
            .with(
                "regions",
                List.of(
                    Map.of(
                        "name",
                        "us",
                        "countries",
                        List.of("us", "CA"),
                        "continents",
                        List.of("NA")),
                    Map.of("name", "eu", "countries", List.of("DE"), "continents", List.of("EU")),
                    Map.of("name", "ap", "countries", List.of("CH"), "continents", List.of("AS"))))
            .with(
                "custom_mappings",
                List.of(
                    Map.of("cidr", "5.1.0.0/16", "region", "ap", "comment", "office"),
                    Map.of("cidr", "5.1.2.0/24", "region", "us"),
                    Map.of("cidr", "2001:db8:1::/48", "region", "eu")));
    router = create(MEMBERS);
  }

  @Test
  void route_country_choosesItsRegion() {
    assertThat(regionOf("5.200.0.1")).isEqualTo("eu");
    assertThat(regionOf("6.0.0.1")).isEqualTo("us");
    assertThat(explain("5.200.0.1", ALL)).isEqualTo("region eu: country DE");
  }

  @Test
  void route_countryAndContinent_prefersTheCountry() {
    assertThat(regionOf("7.0.0.1")).isEqualTo("ap");
    assertThat(explain("7.0.0.1", ALL)).isEqualTo("region ap: country CH");
  }

  @Test
  void route_countryOfNoRegion_goesByContinent() {
    assertThat(regionOf("2001:db8::1")).isEqualTo("ap");
    assertThat(explain("2001:db8::1", ALL)).isEqualTo("region ap: continent AS");
  }

  @Test
  void route_unclaimedOrUnknown_choosesTheDefault() {
    assertThat(regionOf("8.0.0.1")).isEqualTo("us");
    assertThat(regionOf("200.0.0.1")).isEqualTo("us");
    assertThat(explain("200.0.0.1", ALL)).isEqualTo("region us: default region");
  }

  @Test
  void route_customMappings_goByTheLongest() {
    assertThat(regionOf("5.1.0.1")).isEqualTo("ap");
    assertThat(regionOf("5.1.2.1")).isEqualTo("us");
    assertThat(regionOf("2001:db8:1::1")).isEqualTo("eu");
    assertThat(explain("5.1.0.1", ALL)).isEqualTo("region ap: custom mapping 5.1.0.0/16 (office)");
    assertThat(explain("5.1.2.1", ALL)).isEqualTo("region us: custom mapping 5.1.2.0/24");
  }

  @Test
  void route_regionDown_goesDownTheOrder() {
    TestCandidates noEurope = TestCandidates.of(6).down(2, 3, 4).build();
    TestCandidates onlyAsia = TestCandidates.of(6).down(0, 1, 2, 3, 4).build();

    assertThat(regionOf("5.200.0.1", noEurope)).isEqualTo("us");
    assertThat(regionOf("5.200.0.1", onlyAsia)).isEqualTo("ap");
    assertThat(explain("5.200.0.1", onlyAsia))
        .isEqualTo("region ap: any region; not available: region eu, country DE");
    assertThat(regionOf("7.0.0.1", TestCandidates.of(6).down(5).build())).isEqualTo("eu");
  }

  @Test
  void route_endpointsOfARegion_takeTurns() {
    TestCandidates oneDown = TestCandidates.of(6).down(3).build();
    TestRequest request = new TestRequest().client("5.200.0.1");

    assertThat(Routed.choose(router, ALL, request.ticket(0))).containsExactly(2);
    assertThat(Routed.choose(router, ALL, request.ticket(1))).containsExactly(3);
    assertThat(Routed.choose(router, ALL, request.ticket(2))).containsExactly(4);
    assertThat(Routed.choose(router, oneDown, request.ticket(0))).containsExactly(2);
    assertThat(Routed.choose(router, oneDown, request.ticket(1))).containsExactly(3);
    assertThat(oneDown.declaredOrdinal(3)).isEqualTo(4);
  }

  @Test
  void route_severalWanted_staysInTheRegion() {
    TestRequest request = new TestRequest().client("5.200.0.1").ticket(1).wanted(5);

    assertThat(Routed.choose(router, ALL, request)).containsExactly(3, 4, 2);
  }

  @Test
  void route_oneCandidateInTheRegion_takesNoTicket() {
    TestRequest request = new TestRequest().client("2001:db8::1").ticket(3);

    assertThat(Routed.choose(router, ALL, request)).containsExactly(5);
    assertThat(request.ticketCalls()).isZero();
  }

  @Test
  void route_policiesOfARegion_keepDeclaredOrder() {
    PolicyMember first = Policy.of("a", "failover", MEMBERS).withRegion("us");
    PolicyMember second = Policy.of("b", "failover", MEMBERS).withRegion("us");
    PolicyMember other = Policy.of("c", "failover", MEMBERS).withRegion("eu");
    PolicyMember last = Policy.of("d", "failover", MEMBERS).withRegion("ap");
    Router nested = create(List.of(first, second, other, last));
    TestRequest request = new TestRequest().client("6.0.0.1").ticket(1).wanted(2);

    assertThat(Routed.choose(nested, TestCandidates.of(4).build(), request)).containsExactly(0, 1);
    assertThat(request.ticketCalls()).isZero();
  }

  @Test
  void route_scope_isAsShortAsTheRulesAllow() {
    // 4.0.0.0/8 is unknown and 6.0.0.0/8 prefers the default region's order: 5.128/9 ends at both.
    assertThat(scopeOf("5.200.0.1")).isEqualTo(9);
    assertThat(scopeOf("5.1.0.1")).isEqualTo(23);
    assertThat(scopeOf("5.1.2.1")).isEqualTo(24);
    assertThat(scopeOf("200.0.0.1")).isEqualTo(1);
    assertThat(scopeOf("2001:db8:1::1")).isEqualTo(48);
  }

  @Test
  void route_clientPrefixShorterThanTheScope_goesByItsNetworkAddress() {
    TestSelection chosen = select(router, ALL, new TestRequest().client("5.0.0.0/8"));

    assertThat(regionOf("5.0.0.0/8")).isEqualTo("eu");
    assertThat(chosen.scope()).isEqualTo(16);
  }

  @Test
  void route_clientPrefixOfNoLength_hasScopeZero() {
    TestSelection chosen = select(router, ALL, new TestRequest().client("5.0.0.0/0"));

    assertThat(chosen.scopeSet()).isFalse();
    assertThat(chosen.first()).isEqualTo(0);
  }

  @Test
  void route_noOptions_choosesTheFirstDeclaredRegion() {
    Router plain = new GeoRouterProvider().create(new RouterConfig("test", Options.NONE, MEMBERS));
    TestSelection chosen = select(plain, ALL, new TestRequest().client("5.0.0.1"));

    assertThat(chosen.first()).isEqualTo(0);
    assertThat(chosen.scope()).isZero();
    assertThat(Routed.explain(plain, ALL, new TestRequest())).isEqualTo("region us: any region");
  }

  private Router create(List<PolicyMember> members) {
    return new GeoRouterProvider().create(new RouterConfig("test", options, members));
  }

  private static TestSelection select(Router router, TestCandidates up, TestRequest request) {
    return Routed.select(router, up, request);
  }

  private String explain(String client, TestCandidates up) {
    return Routed.explain(router, up, new TestRequest().client(client));
  }

  private int scopeOf(String client) {
    return select(router, ALL, new TestRequest().client(client)).scope();
  }

  private String regionOf(String client) {
    return regionOf(client, ALL);
  }

  private String regionOf(String client, TestCandidates up) {
    int first = select(router, up, new TestRequest().client(client)).first();
    return MEMBERS.get(up.declaredOrdinal(first)).region();
  }
}
