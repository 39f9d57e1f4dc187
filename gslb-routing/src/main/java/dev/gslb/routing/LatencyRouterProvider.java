package dev.gslb.routing;

import dev.gslb.spi.Router;
import dev.gslb.spi.RouterConfig;
import dev.gslb.spi.RouterProvider;
import dev.gslb.zone.OptionReader;

/**
 * {@code latency}: the candidate with the lowest round-trip time of its health checks, as smoothed
 * by a moving average; when several are wanted, the next lowest. Candidates over the limit are left
 * out unless all are; candidates with too few samples come last. When none has enough samples, they
 * take turns.
 *
 * <p>Options:
 *
 * <ul>
 *   <li>{@code smoothing_factor}: the weight of a new sample, 0.001 to 1; default 0.3;
 *   <li>{@code max_latency_ms}: the limit in milliseconds, 0 to 3600000; default 0, no limit;
 *   <li>{@code min_samples}: how many samples are enough, 1 to 1000; default 3.
 * </ul>
 */
public final class LatencyRouterProvider implements RouterProvider {
  private static final double DEFAULT_SMOOTHING = 0.3;
  private static final int DEFAULT_MIN_SAMPLES = 3;
  private static final int MAX_LIMIT_MILLIS = 3_600_000;

  /** For {@link java.util.ServiceLoader}. */
  public LatencyRouterProvider() {}

  @Override
  public String name() {
    return "latency";
  }

  @Override
  public Router create(RouterConfig config) {
    OptionReader options = new OptionReader(config.options());
    double smoothing = options.decimal("smoothing_factor", DEFAULT_SMOOTHING, 0.001, 1);
    int limitMillis = options.integer("max_latency_ms", 0, 0, MAX_LIMIT_MILLIS);
    int minSamples = options.integer("min_samples", DEFAULT_MIN_SAMPLES, 1, 1000);
    options.finish();
    long limitMicros = limitMillis == 0 ? Long.MAX_VALUE : limitMillis * 1000L;
    return new LatencyRouter(smoothing, limitMicros, minSamples);
  }
}
