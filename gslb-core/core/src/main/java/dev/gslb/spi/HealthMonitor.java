package dev.gslb.spi;

import dev.gslb.zone.EndpointId;
import dev.gslb.zone.HealthCheckConfig;
import java.util.Map;

/** Runs the health checks of a server and reports through its {@link ControlPort}. */
public interface HealthMonitor extends AutoCloseable {
  /**
   * Sets which endpoints are checked. Checks that are no longer named end, new ones begin, those
   * that stay keep their counts and their schedule. Called on the control thread; must not block.
   *
   * @param checks how each endpoint is checked
   */
  void watch(Map<EndpointId, HealthCheckConfig> checks);

  /**
   * Returns the monitor that runs the checks, where this one only stands before it.
   *
   * @return this one, unless said otherwise
   */
  default HealthMonitor running() {
    return this;
  }

  /** Ends all checks and frees threads. Nothing is reported after it returns. */
  @Override
  void close();
}
