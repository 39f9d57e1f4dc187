/**
 * Authoritative DNS with global server load balancing: the zone model, the query engine, the UDP
 * and TCP transports, and the interfaces for plugins.
 */
module dev.gslb.core {
  requires static transitive org.jspecify;
  requires org.dnsjava;
  requires org.slf4j;

  exports dev.gslb;
  exports dev.gslb.spi;
  exports dev.gslb.zone;

  uses dev.gslb.spi.HealthCheckProvider;
  uses dev.gslb.spi.HealthMonitorProvider;
  uses dev.gslb.spi.RouterProvider;
  uses dev.gslb.spi.UdpTransportProvider;
}
