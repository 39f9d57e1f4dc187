package dev.gslb.routing;

import dev.gslb.spi.Router;
import dev.gslb.spi.RouterConfig;
import dev.gslb.spi.RouterProvider;
import dev.gslb.zone.OptionReader;

/**
 * {@code weighted}: candidates by chance, in proportion to their weights. A candidate of weight 0
 * is a standby, chosen only when every candidate has weight 0, and then all are alike.
 *
 * <p>Options: {@code mode}, one of
 *
 * <ul>
 *   <li>{@code single} (the default): a candidate with probability weight / sum of weights; when
 *       several are wanted, further ones in the same way among those that are left;
 *   <li>{@code multi}: each candidate with probability weight / highest weight, so at least one, in
 *       declared order from a random start; no more than are wanted.
 * </ul>
 */
public final class WeightedRouterProvider implements RouterProvider {
  /** For {@link java.util.ServiceLoader}. */
  public WeightedRouterProvider() {}

  @Override
  public String name() {
    return "weighted";
  }

  @Override
  public Router create(RouterConfig config) {
    OptionReader options = new OptionReader(config.options());
    String mode = options.oneOf("mode", "single", "single", "multi");
    options.finish();
    return mode.equals("multi") ? new WeightedMultiRouter() : new WeightedRouter();
  }
}
