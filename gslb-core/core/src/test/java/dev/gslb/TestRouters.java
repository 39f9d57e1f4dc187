package dev.gslb;

import dev.gslb.spi.Candidates;
import dev.gslb.spi.RouteRequest;
import dev.gslb.spi.Router;
import dev.gslb.spi.RouterConfig;
import dev.gslb.spi.RouterProvider;
import dev.gslb.spi.Selection;
import dev.gslb.zone.OptionReader;
import java.util.List;

/** Routers that are simple enough to predict, for tests of what is around them. */
public final class TestRouters {
  private TestRouters() {}

  public static List<RouterProvider> all() {
    return List.of(
        provider(
            "first",
            (request, candidates, chosen) -> {
              for (int i = 0; i < candidates.size(); i++) {
                chosen.add(i);
              }
              if (chosen.tracing()) {
                chosen.because("declared order");
              }
            }),
        provider(
            "rotate",
            (request, candidates, chosen) -> {
              long ticket = request.ticket();
              for (int i = 0; i < request.wanted(); i++) {
                chosen.add((int) Long.remainderUnsigned(ticket + i, candidates.size()));
              }
            }),
        provider(
            "by-client",
            (request, candidates, chosen) -> {
              chosen.ecsScope(request.clientIsIpv4() ? 20 : 40);
              chosen.add((int) (request.clientHigh() & 0xFF) % candidates.size());
            }),
        provider(
            "random",
            (request, candidates, chosen) ->
                chosen.add((int) Long.remainderUnsigned(request.entropy(), candidates.size()))),
        provider("heaviest", TestRouters::heaviest),
        provider("short", TestRouters::shortLived),
        provider("nobody", (request, candidates, chosen) -> {}),
        provider(
            "only-the-first",
            (request, candidates, chosen) -> {
              if (candidates.ordinalOf(0) >= 0) {
                chosen.add(candidates.ordinalOf(0));
              }
            }),
        provider(
            "broken",
            (request, candidates, chosen) -> {
              throw new IllegalStateException("a router's bug");
            }),
        provider(
            "faulty",
            (request, candidates, chosen) -> {
              throw new StackOverflowError("a router's bug");
            }),
        new Fastest());
  }

  private static void heaviest(RouteRequest request, Candidates candidates, Selection chosen) {
    int best = 0;
    for (int i = 1; i < candidates.size(); i++) {
      if (candidates.weight(i) > candidates.weight(best)) {
        best = i;
      }
    }
    chosen.add(best);
  }

  private static void shortLived(RouteRequest request, Candidates candidates, Selection chosen) {
    chosen.ttlCeiling(7);
    chosen.add(0);
  }

  private static RouterProvider provider(String name, Router router) {
    return new RouterProvider() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Router create(RouterConfig config) {
        OptionReader options = new OptionReader(config.options());
        options.integer("limit", 1, 1, 10);
        options.finish();
        return router;
      }
    };
  }

  /** Chooses the lowest smoothed round-trip time, each sample weighing a half. */
  private static final class Fastest implements RouterProvider {
    @Override
    public String name() {
      return "fastest";
    }

    @Override
    public Router create(RouterConfig config) {
      return new Router() {
        @Override
        public void route(RouteRequest request, Candidates candidates, Selection chosen) {
          int best = 0;
          for (int i = 1; i < candidates.size(); i++) {
            if (candidates.rttMicros(i) < candidates.rttMicros(best)) {
              best = i;
            }
          }
          chosen.add(best);
        }

        @Override
        public double rttSmoothing() {
          return 0.5;
        }
      };
    }
  }
}
