package dev.gslb.transport.linux;

import dev.gslb.spi.Inbound;
import dev.gslb.spi.QueryHandler;
import java.nio.ByteBuffer;

/** Sends the request back, the client's address bits and the handler's number behind it. */
class EchoHandler implements QueryHandler {
  static final int ADDED = 21;

  private final int number;

  EchoHandler(int number) {
    this.number = number;
  }

  @Override
  public void beginBatch() {}

  @Override
  public int handle(
      Inbound inbound, byte[] request, int requestLength, byte[] response, int responseLimit) {
    if (requestLength == 0) {
      return DROP;
    }
    System.arraycopy(request, 0, response, 0, requestLength);
    ByteBuffer.wrap(response)
        .position(requestLength)
        .put((byte) (inbound.clientIsIpv4() ? 4 : 6))
        .putLong(inbound.clientHigh())
        .putLong(inbound.clientLow())
        .putInt(number);
    return requestLength + ADDED;
  }
}
