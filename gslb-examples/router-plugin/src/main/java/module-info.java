/** A router of a third party: an artifact that depends on gslb-core only. */
module com.example.gslb.sticky {
  requires dev.gslb.core;
  requires static org.jspecify;

  provides dev.gslb.spi.RouterProvider with
      com.example.gslb.StickyRouterProvider;
}
