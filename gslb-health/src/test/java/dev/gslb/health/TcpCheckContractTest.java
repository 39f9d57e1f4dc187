package dev.gslb.health;

import dev.gslb.spi.HealthCheckProvider;
import dev.gslb.testkit.HealthCheckContractTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

class TcpCheckContractTest extends HealthCheckContractTest {

  @SuppressWarnings("NullAway.Init") // by startTarget
  private ServerSocket target;

  @Override
  protected HealthCheckProvider newProvider() {
    return new TcpCheckProvider();
  }

  @Override
  protected int startTarget() throws IOException {
    target = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    return target.getLocalPort();
  }

  @Override
  protected void stopTarget() {
    try {
      target.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
