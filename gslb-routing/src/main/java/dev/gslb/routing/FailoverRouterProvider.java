package dev.gslb.routing;

import dev.gslb.spi.Router;
import dev.gslb.spi.RouterConfig;
import dev.gslb.spi.RouterProvider;
import dev.gslb.zone.OptionReader;

/**
 * {@code failover}: the first candidate in declared order; when several are wanted, those that
 * follow it. A member that comes back takes its place again at once. No options.
 */
public final class FailoverRouterProvider implements RouterProvider {
  /** For {@link java.util.ServiceLoader}. */
  public FailoverRouterProvider() {}

  @Override
  public String name() {
    return "failover";
  }

  @Override
  public Router create(RouterConfig config) {
    new OptionReader(config.options()).finish();
    return new FailoverRouter();
  }
}
