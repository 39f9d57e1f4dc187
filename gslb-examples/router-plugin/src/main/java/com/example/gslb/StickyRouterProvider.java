package com.example.gslb;

import dev.gslb.spi.Router;
import dev.gslb.spi.RouterConfig;
import dev.gslb.spi.RouterProvider;
import dev.gslb.zone.OptionReader;

/**
 * {@code sticky}: the clients of one network stay with one member while it is up. Weights play no
 * part.
 *
 * <p>Options: {@code ipv4_prefix}, how many bits make an IPv4 network, 1 to 32, default 24; {@code
 * ipv6_prefix}, the same for IPv6, 1 to 64, default 48.
 */
public final class StickyRouterProvider implements RouterProvider {
  /** For {@link java.util.ServiceLoader}. */
  public StickyRouterProvider() {}

  @Override
  public String name() {
    return "sticky";
  }

  @Override
  public Router create(RouterConfig config) {
    OptionReader options = new OptionReader(config.options());
    int ipv4Bits = options.integer("ipv4_prefix", 24, 1, 32);
    int ipv6Bits = options.integer("ipv6_prefix", 48, 1, 64);
    options.finish();
    return new StickyRouter(ipv4Bits, ipv6Bits);
  }
}
