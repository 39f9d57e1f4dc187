package dev.gslb.testkit;

import dev.gslb.spi.Inbound;
import dev.gslb.spi.QueryHandler;

/** Throws an error at the first request, against its promise, and then does what another does. */
final class FailingOnce implements QueryHandler {
  private final QueryHandler then;
  private boolean failed;

  FailingOnce(QueryHandler then) {
    this.then = then;
  }

  @Override
  public void beginBatch() {
    then.beginBatch();
  }

  @Override
  public int handle(
      Inbound inbound, byte[] request, int requestLength, byte[] response, int responseLimit) {
    if (!failed) {
      failed = true;
      throw new StackOverflowError("thrown by a test");
    }
    return then.handle(inbound, request, requestLength, response, responseLimit);
  }
}
