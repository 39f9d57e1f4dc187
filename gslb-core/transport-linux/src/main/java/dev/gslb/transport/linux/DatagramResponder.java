package dev.gslb.transport.linux;

import dev.gslb.spi.FaultListener;
import dev.gslb.spi.Responder;
import java.util.function.Supplier;

/**
 * Answers one datagram later, with one datagram: a small request brings no flood on its supposed
 * sender.
 */
final class DatagramResponder implements Responder {
  private static final int HEADER_LENGTH = 12;
  private static final int MAX_MESSAGE = 65_535;

  private final Supplier<UdpSocket> socket;
  private final byte[] name;
  private final byte[] control;
  private final FaultListener faults;
  private boolean done;

  DatagramResponder(Supplier<UdpSocket> socket, byte[] name, byte[] control, FaultListener faults) {
    this.socket = socket;
    this.name = name;
    this.control = control;
    this.faults = faults;
  }

  @Override
  public boolean send(byte[] message, int length) {
    if (length < HEADER_LENGTH || length > MAX_MESSAGE) {
      throw new IllegalArgumentException(
          "message of "
              + length
              + " octets (expected: "
              + HEADER_LENGTH
              + ".."
              + MAX_MESSAGE
              + ")");
    }
    if (done) {
      return false;
    }
    done = true;
    return socket.get().send(name, control, message, length, faults);
  }

  @Override
  public void close() {
    done = true;
  }
}
