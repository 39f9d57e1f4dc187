package dev.gslb.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gslb.spi.Router;
import dev.gslb.spi.RouterConfig;
import dev.gslb.spi.RouterProvider;
import dev.gslb.zone.Endpoint;
import dev.gslb.zone.Options;
import dev.gslb.zone.Policy;
import dev.gslb.zone.PolicyMember;
import dev.gslb.zone.RefusedException;
import dev.gslb.zone.Target;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every router promises. Extend it, return the provider, and override the hooks whose default
 * is not true of the router:
 *
 * <pre>{@code
 * final class StickyRouterContractTest extends RouterContractTest {
 *   @Override
 *   protected RouterProvider provider() {
 *     return new StickyRouterProvider();
 *   }
 *
 *   @Override
 *   protected boolean readsClient() {
 *     return true;
 *   }
 * }
 * }</pre>
 *
 * <p>The tests run the router over the same few hundred queries: fixed seeds, every number of
 * candidates from all members to one, clients of both families, weights of 0 among them, with and
 * without round-trip times.
 */
public abstract class RouterContractTest {
  private static final int MEMBERS = 6;
  private static final int THREADS = 4;
  private static final int BATCHES = 40;

  private Router router = (request, candidates, chosen) -> {};
  private List<RouterScenario> scenarios = List.of();

  /** For subclasses. */
  protected RouterContractTest() {}

  /**
   * Makes the provider under test.
   *
   * @return a provider
   */
  protected abstract RouterProvider provider();

  /**
   * Returns valid options.
   *
   * @return none, unless overridden
   */
  protected Options options() {
    return Options.NONE;
  }

  /**
   * Returns the declared members. Their weights are those of the first scenarios; later ones vary
   * them.
   *
   * @return six IPv4 endpoints in the regions {@code a}, {@code b}, {@code c}, two in each, unless
   *     overridden
   */
  protected List<PolicyMember> members() {
    List<PolicyMember> members = new ArrayList<>();
    for (int i = 0; i < MEMBERS; i++) {
      byte[] address = {(byte) 192, 0, 2, (byte) (i + 1)};
      try {
        Target target = new Target.Address(InetAddress.getByAddress(address));
        String region = String.valueOf((char) ('a' + i / 2));
        members.add(Endpoint.of("endpoint-" + i, target).withRegion(region));
      } catch (UnknownHostException e) {
        throw new AssertionError("four octets are an address", e);
      }
    }
    return members;
  }

  /**
   * Says whether the router chooses at least one candidate for every client.
   *
   * @return true, unless overridden
   */
  protected boolean answersEveryClient() {
    return true;
  }

  /**
   * Says whether the router chooses as many candidates as are wanted, if so many are up and have a
   * weight above 0. A router that keeps to one region, or includes members by chance, does not.
   *
   * @return true, unless overridden
   */
  protected boolean fillsRoom() {
    return true;
  }

  /**
   * Says whether the choice depends on the client's address. If not, the router must not set a
   * scope (RFC 7871 section 7.2.1).
   *
   * @return false, unless overridden
   */
  protected boolean readsClient() {
    return false;
  }

  @BeforeEach
  void createRouter() {
    router = provider().create(new RouterConfig("contract", options(), members()));
    scenarios = RouterScenario.all(members());
  }

  @Test
  void name_always_isLowerCaseAndNotAnAlias() {
    RouterProvider provider = provider();

    assertThat(provider.name()).isNotBlank().isEqualTo(provider.name().toLowerCase(Locale.ROOT));
    assertThat(provider.aliases()).doesNotContain(provider.name());
    assertThat(provider.aliases()).allMatch(name -> name.equals(name.toLowerCase(Locale.ROOT)));
  }

  @Test
  void create_unknownOption_isRefusedWithNameValueAndExpectation() {
    Options unknown = options().with("no_such_option", "surprise");

    assertThatThrownBy(() -> provider().create(new RouterConfig("contract", unknown, members())))
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused ->
                assertThat(refused.problems())
                    .singleElement()
                    .satisfies(
                        problem -> {
                          assertThat(problem.place()).isEqualTo("no_such_option");
                          assertThat(problem.value()).isEqualTo("surprise");
                          assertThat(problem.expected()).isNotBlank();
                        }));
  }

  @Test
  void rttSmoothing_always_isAShareOfOne() {
    assertThat(router.rttSmoothing()).isBetween(0.0, 1.0);
  }

  @Test
  void route_anyQuery_choosesOnlyCandidates() {
    for (RouterScenario scenario : scenarios) {
      assertThat(Arrays.stream(scenario.route(router).chosen()))
          .as(scenario.toString())
          .allMatch(ordinal -> ordinal >= 0 && ordinal < scenario.candidates().size());
    }
  }

  @Test
  void route_anyQuery_choosesAtLeastOne() {
    for (RouterScenario scenario : scenarios) {
      int chosen = scenario.route(router).chosen().length;
      assertThat(chosen)
          .as(scenario.toString())
          .isGreaterThanOrEqualTo(answersEveryClient() ? 1 : 0);
    }
  }

  @Test
  void route_lessRoomThanWanted_stopsWhenRefused() {
    for (RouterScenario scenario : scenarios) {
      TestSelection chosen = new TestSelection(1);
      router.route(scenario.request().wanted(members().size()), scenario.candidates(), chosen);

      assertThat(chosen.refusals()).as(scenario.toString()).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void route_wanted_isNeverExceeded() {
    for (RouterScenario scenario : scenarios) {
      TestSelection chosen = new TestSelection(members().size());
      router.route(scenario.request(), scenario.candidates(), chosen);

      assertThat(chosen.chosen().length)
          .as(scenario.toString())
          .isLessThanOrEqualTo(scenario.wanted());
    }
  }

  @Test
  void route_severalWanted_fillsTheRoom() {
    for (RouterScenario scenario : scenarios) {
      int expected = fillsRoom() ? Math.min(scenario.wanted(), scenario.weighty()) : 0;

      assertThat(scenario.route(router).chosen().length)
          .as(scenario.toString())
          .isGreaterThanOrEqualTo(expected);
    }
  }

  @Test
  void route_sameInputs_choosesTheSame() {
    Router other = provider().create(new RouterConfig("contract", options(), members()));
    for (RouterScenario scenario : scenarios) {
      String once = scenario.route(router).toString();

      assertThat(scenario.route(router)).as(scenario.toString()).hasToString(once);
      assertThat(scenario.route(other)).as(scenario.toString()).hasToString(once);
    }
  }

  @Test
  void route_notTracing_givesNoReason() {
    for (RouterScenario scenario : scenarios) {
      assertThat(scenario.route(router).reasons()).as(scenario.toString()).isEmpty();
    }
  }

  @Test
  void route_tracing_givesAReasonAndTheSameChoice() {
    for (RouterScenario scenario : scenarios) {
      TestSelection explained = TestSelection.tracing(scenario.wanted());
      router.route(scenario.request(), scenario.candidates(), explained);

      assertThat(explained.reasons()).as(scenario.toString()).isNotEmpty();
      assertThat(explained.reasons()).as(scenario.toString()).noneMatch(String::isBlank);
      assertThat(explained.chosen()).isEqualTo(scenario.route(router).chosen());
      assertThat(explained.scope()).isEqualTo(scenario.route(router).scope());
    }
  }

  @Test
  void route_anyClient_keepsTheScopeInRange() {
    for (RouterScenario scenario : scenarios) {
      TestSelection chosen = scenario.route(router);
      int bits = scenario.request().clientIsIpv4() ? 32 : 128;

      assertThat(chosen.scope()).as(scenario.toString()).isBetween(0, bits);
      assertThat(chosen.scopeSet() && !readsClient()).as(scenario.toString()).isFalse();
    }
  }

  @Test
  void route_clientsThatShareTheScope_getTheSame() {
    Random random = new Random(7);
    for (RouterScenario scenario : scenarios) {
      TestRequest request = scenario.request();
      if (request.clientPrefixLength() == 0) {
        continue; // its scope is 0 by RFC 7871 section 7.2.1, whatever the choice depends on
      }
      TestSelection chosen = scenario.route(router);
      TestSelection neighbours = new TestSelection(scenario.wanted());
      randomizeBehind(request, chosen.scope(), random);
      router.route(request, scenario.candidates(), neighbours);

      assertThat(neighbours.chosen()).as(scenario + " and " + request).isEqualTo(chosen.chosen());
    }
  }

  private static void randomizeBehind(TestRequest request, int scope, Random random) {
    if (request.clientIsIpv4()) {
      int behind = scope == 32 ? 0 : -1 >>> scope;
      request.clientIpv4((int) request.clientHigh() ^ (random.nextInt() & behind), 32);
      return;
    }
    long behindHigh = scope >= 64 ? 0 : -1L >>> scope;
    long behindLow = scope == 128 ? 0 : scope <= 64 ? -1L : -1L >>> (scope - 64);
    request.clientIpv6(
        request.clientHigh() ^ (random.nextLong() & behindHigh),
        request.clientLow() ^ (random.nextLong() & behindLow),
        128);
  }

  @Test
  void route_afterWarmUp_allocatesNothing() {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    List<TestRequest> requests = scenarios.stream().map(RouterScenario::request).toList();
    TestSelection chosen = new TestSelection(members().size());
    long least = Long.MAX_VALUE;
    for (int batch = 0; batch < BATCHES; batch++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < requests.size(); i++) {
        chosen.clear();
        router.route(requests.get(i), scenarios.get(i).candidates(), chosen);
      }
      long after = threads.getCurrentThreadAllocatedBytes();
      least = Math.min(least, after - before);
    }

    assertThat(least).as("octets allocated by %s calls", requests.size()).isZero();
  }

  @Test
  void route_severalThreads_chooseAsOneDoes() throws Exception {
    List<String> expected = scenarios.stream().map(one -> one.route(router).toString()).toList();
    ExecutorService workers = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<List<String>>> results = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        results.add(
            workers.submit(
                () -> scenarios.stream().map(one -> one.route(router).toString()).toList()));
      }
      for (Future<List<String>> result : results) {
        assertThat(result.get()).isEqualTo(expected);
      }
    } finally {
      workers.shutdown();
    }
  }

  @Test
  void route_membersThatArePolicies_areChosenLikeEndpoints() {
    List<PolicyMember> policies = new ArrayList<>();
    for (PolicyMember member : members()) {
      policies.add(
          Policy.of("nested-" + member.label(), "failover", List.of(member))
              .withRegion(member.region())
              .withWeight(member.weight()));
    }
    Router over = provider().create(new RouterConfig("contract", options(), policies));
    for (RouterScenario scenario : scenarios) {
      int[] chosen = scenario.route(over).chosen();

      assertThat(chosen.length > 0 || !answersEveryClient()).as(scenario.toString()).isTrue();
      assertThat(Arrays.stream(chosen).allMatch(one -> one < scenario.candidates().size()))
          .isTrue();
    }
  }
}
