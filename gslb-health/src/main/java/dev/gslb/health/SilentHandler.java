package dev.gslb.health;

import java.nio.ByteBuffer;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.IOEventHandler;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.util.Timeout;

/** Takes part in a connection on which nothing is said. */
final class SilentHandler implements IOEventHandler {

  static final SilentHandler INSTANCE = new SilentHandler();

  private SilentHandler() {}

  @Override
  public void connected(IOSession session) {}

  @Override
  public void inputReady(IOSession session, ByteBuffer source) {}

  @Override
  public void outputReady(IOSession session) {}

  @Override
  public void timeout(IOSession session, Timeout timeout) {
    session.close(CloseMode.IMMEDIATE);
  }

  @Override
  public void exception(IOSession session, Exception cause) {
    session.close(CloseMode.IMMEDIATE);
  }

  @Override
  public void disconnected(IOSession session) {}
}
