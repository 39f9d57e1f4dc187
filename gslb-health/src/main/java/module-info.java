/** Health checks over HTTP, HTTPS and TCP, their schedule and their thresholds. */
module dev.gslb.health {
  requires transitive dev.gslb.core;
  requires static transitive org.jspecify;
  requires org.apache.httpcomponents.core5.httpcore5;
  requires org.slf4j;

  exports dev.gslb.health;

  provides dev.gslb.spi.HealthMonitorProvider with
      dev.gslb.health.StandardHealthMonitorProvider;
  provides dev.gslb.spi.HealthCheckProvider with
      dev.gslb.health.HttpCheckProvider,
      dev.gslb.health.HttpsCheckProvider,
      dev.gslb.health.TcpCheckProvider;
}
