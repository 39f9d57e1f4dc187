package dev.gslb.health;

import dev.gslb.spi.HealthCheckProvider;
import dev.gslb.testkit.HealthCheckContractTest;
import java.io.IOException;

class HttpCheckContractTest extends HealthCheckContractTest {

  @SuppressWarnings("NullAway.Init") // by startTarget
  private TestWeb web;

  @Override
  protected HealthCheckProvider newProvider() {
    return new HttpCheckProvider();
  }

  @Override
  protected int startTarget() throws IOException {
    web = TestWeb.http();
    return web.port();
  }

  @Override
  protected void stopTarget() {
    web.close();
  }
}
