package dev.gslb.health;

import dev.gslb.spi.ControlPort;
import dev.gslb.spi.HealthCheckProvider;
import dev.gslb.spi.HealthMonitor;
import dev.gslb.spi.HealthMonitorProvider;
import dev.gslb.spi.Providers;
import dev.gslb.zone.HealthCheckConfig;
import java.util.SplittableRandom;

/**
 * Builds health monitors that run every kind of check whose {@link HealthCheckProvider} is found on
 * the class path or module path.
 *
 * <p>A monitor has one scheduler thread, {@code gslb-health}; it decides and never waits. Runs
 * begin at fixed distances, from start to start. At most 256 are in flight; further ones wait their
 * turn, and a run that is overdue starts as soon as it can, without making up for those that were
 * missed.
 *
 * <p>The first run of a check begins at a random moment in a window of 10 ms for each check that
 * the same call of {@code watch} adds, at most the check's interval. A handful begins at once;
 * 100,000 checks of 30 s are spread evenly over those 30 s.
 *
 * <p>The first success makes an endpoint UP at once; the first failures need the failure threshold
 * like all others. A check that replaces another one of the same endpoint begins with the verdict
 * of the replaced one if host and port are the same, and as a new check if one of them differs.
 * Each run is reported with the verdict in effect, and with its round-trip time if it was a
 * success; nothing is reported before the first verdict.
 *
 * <p>Safe for any thread.
 */
public final class StandardHealthMonitorProvider implements HealthMonitorProvider {

  private static final int MAX_RUNS_IN_FLIGHT = 256;

  private final CheckKinds kinds;

  /** Looks up the kinds of check. */
  public StandardHealthMonitorProvider() {
    kinds =
        new CheckKinds(
            Providers.find(
                HealthCheckProvider.class, StandardHealthMonitorProvider.class.getClassLoader()));
  }

  @Override
  public void validate(HealthCheckConfig config) {
    kinds.validate(config);
  }

  /**
   * Builds a monitor that watches nothing yet.
   *
   * @param control receives the reports, on the scheduler thread
   * @return a monitor that is also a {@link HealthMetrics}
   */
  @Override
  public HealthMonitor create(ControlPort control) {
    return new CheckMonitor(
        kinds, control, new ThreadScheduler(), new SplittableRandom(), MAX_RUNS_IN_FLIGHT);
  }
}
