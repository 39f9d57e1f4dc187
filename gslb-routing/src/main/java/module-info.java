/** The built-in routers. They are found by name; nothing here needs to be called. */
module dev.gslb.routing {
  requires transitive dev.gslb.core;
  requires static transitive org.jspecify;
  requires com.maxmind.db;

  exports dev.gslb.routing;

  provides dev.gslb.spi.RouterProvider with
      dev.gslb.routing.FailoverRouterProvider,
      dev.gslb.routing.GeoRouterProvider,
      dev.gslb.routing.LatencyRouterProvider,
      dev.gslb.routing.RoundRobinRouterProvider,
      dev.gslb.routing.WeightedRouterProvider;
}
