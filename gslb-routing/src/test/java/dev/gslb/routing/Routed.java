package dev.gslb.routing;

import dev.gslb.spi.Candidates;
import dev.gslb.spi.Router;
import dev.gslb.spi.RouterConfig;
import dev.gslb.spi.RouterProvider;
import dev.gslb.testkit.TestRequest;
import dev.gslb.testkit.TestSelection;
import dev.gslb.zone.Endpoint;
import dev.gslb.zone.Options;
import dev.gslb.zone.PolicyMember;
import dev.gslb.zone.Target;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** Builds routers over endpoints and asks them. */
final class Routed {
  private Routed() {}

  static Router router(RouterProvider provider, Options options) {
    return provider.create(new RouterConfig("test", options, endpoints("", "", "")));
  }

  /** Endpoints, one in each of these regions. */
  static List<PolicyMember> endpoints(String... regions) {
    List<PolicyMember> members = new ArrayList<>();
    for (String region : regions) {
      Target target = new Target.Address(InetAddress.getLoopbackAddress());
      members.add(Endpoint.of("endpoint-" + members.size(), target).withRegion(region));
    }
    return members;
  }

  static int[] choose(Router router, Candidates candidates, TestRequest request) {
    return select(router, candidates, request).chosen();
  }

  static TestSelection select(Router router, Candidates candidates, TestRequest request) {
    TestSelection chosen = new TestSelection(request.wanted());
    router.route(request, candidates, chosen);
    return chosen;
  }

  static String explain(Router router, Candidates candidates, TestRequest request) {
    TestSelection chosen = TestSelection.tracing(request.wanted());
    router.route(request, candidates, chosen);
    return String.join("; ", chosen.reasons());
  }
}
