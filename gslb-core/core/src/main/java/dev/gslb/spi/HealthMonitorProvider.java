package dev.gslb.spi;

import dev.gslb.zone.HealthCheckConfig;

/** Builds the health monitor of a server. Found by {@link java.util.ServiceLoader}. */
public interface HealthMonitorProvider {
  /**
   * Says whether the monitor can run a check, and whether its options are right.
   *
   * @param config the configuration
   * @throws dev.gslb.zone.RefusedException if the kind is unknown or an option is wrong, with a
   *     place relative to the configuration: {@code kind}, or the option's name
   */
  void validate(HealthCheckConfig config);

  /**
   * Builds a monitor that watches nothing yet.
   *
   * @param control receives {@link Command.Observe}
   * @return a monitor that belongs to the caller
   */
  HealthMonitor create(ControlPort control);
}
