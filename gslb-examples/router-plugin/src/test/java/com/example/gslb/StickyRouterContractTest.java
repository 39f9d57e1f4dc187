package com.example.gslb;

import dev.gslb.spi.RouterProvider;
import dev.gslb.testkit.RouterContractTest;

final class StickyRouterContractTest extends RouterContractTest {
  @Override
  protected RouterProvider provider() {
    return new StickyRouterProvider();
  }

  @Override
  protected boolean readsClient() {
    return true;
  }
}
