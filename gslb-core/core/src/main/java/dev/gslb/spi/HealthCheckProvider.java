package dev.gslb.spi;

import dev.gslb.zone.HealthCheckConfig;

/** Names a kind of health check and builds checks. Found by {@link java.util.ServiceLoader}. */
public interface HealthCheckProvider {
  /**
   * Returns the kind.
   *
   * @return such as {@code http}
   */
  String kind();

  /**
   * Checks the options of a configuration, without opening anything. Called where configuration is
   * validated.
   *
   * @param config the configuration, of this kind
   * @throws dev.gslb.zone.RefusedException if an option is wrong, with a place relative to the
   *     options
   */
  void validate(HealthCheckConfig config);

  /**
   * Builds a check.
   *
   * @param config the configuration, of this kind
   * @return a check that belongs to the caller
   * @throws dev.gslb.zone.RefusedException if an option is wrong
   */
  HealthCheck create(HealthCheckConfig config);
}
