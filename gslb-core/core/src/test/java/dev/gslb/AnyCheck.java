package dev.gslb;

import dev.gslb.spi.ControlPort;
import dev.gslb.spi.HealthMonitor;
import dev.gslb.spi.HealthMonitorProvider;
import dev.gslb.zone.HealthCheckConfig;
import dev.gslb.zone.RefusedException;

/** Finds every check right but those of the kind {@code bad}. */
final class AnyCheck implements HealthMonitorProvider {
  @Override
  public void validate(HealthCheckConfig config) {
    if (config.kind().equals("bad")) {
      throw new RefusedException("kind", "bad", "http");
    }
  }

  @Override
  public HealthMonitor create(ControlPort control) {
    throw new UnsupportedOperationException("tests observe by themselves");
  }
}
