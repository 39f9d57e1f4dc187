package dev.gslb.health;

import dev.gslb.spi.HealthCheck;
import dev.gslb.spi.HealthCheckProvider;
import dev.gslb.zone.HealthCheckConfig;
import dev.gslb.zone.OptionReader;

/**
 * The kind {@code tcp}: a target works if it accepts a connection. It has no options. The
 * round-trip time is that of the connect.
 *
 * <p>The checks of one provider share one I/O thread, and up to eight threads that look host names
 * up; they end with the last check. Safe for any thread.
 */
public final class TcpCheckProvider implements HealthCheckProvider {

  private final Connections connections = new Connections("tcp", 1);

  /** Makes a provider; it has no thread before its first check. */
  public TcpCheckProvider() {}

  @Override
  public String kind() {
    return "tcp";
  }

  @Override
  public void validate(HealthCheckConfig config) {
    new OptionReader(config.options()).finish();
  }

  @Override
  public HealthCheck create(HealthCheckConfig config) {
    validate(config);
    connections.acquire();
    return new TcpCheck(config, connections);
  }
}
