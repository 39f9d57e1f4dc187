package dev.gslb.routing;

import dev.gslb.spi.Router;
import dev.gslb.spi.RouterConfig;
import dev.gslb.spi.RouterProvider;
import dev.gslb.zone.OptionReader;

/**
 * {@code round-robin}: the candidates take turns, in declared order. Each policy, name and type has
 * turns of its own, even to within one while the candidates stay the same. No options.
 */
public final class RoundRobinRouterProvider implements RouterProvider {
  /** For {@link java.util.ServiceLoader}. */
  public RoundRobinRouterProvider() {}

  @Override
  public String name() {
    return "round-robin";
  }

  @Override
  public Router create(RouterConfig config) {
    new OptionReader(config.options()).finish();
    return new RoundRobinRouter();
  }
}
