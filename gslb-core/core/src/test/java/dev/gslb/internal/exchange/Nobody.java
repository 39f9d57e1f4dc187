package dev.gslb.internal.exchange;

import dev.gslb.spi.Responder;

/** A client that has gone. */
final class Nobody implements Responder {
  @Override
  public boolean send(byte[] message, int length) {
    return false;
  }

  @Override
  public void close() {}
}
