/** Configuration of a server in YAML: reading, checking with places, watching for changes. */
module dev.gslb.config {
  requires transitive dev.gslb.core;
  requires static transitive org.jspecify;
  requires org.slf4j;
  requires org.snakeyaml.engine;

  exports dev.gslb.config;

  uses dev.gslb.spi.HealthMonitorProvider;
  uses dev.gslb.spi.RouterProvider;
}
