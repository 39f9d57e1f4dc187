package dev.gslb.internal.transport;

import dev.gslb.internal.wire.Wire;

/** The lengths that a message can have (RFC 1035 sections 4.1.1 and 4.2.2). */
final class MessageLength {
  private MessageLength() {}

  static void check(int length) {
    if (length < Wire.HEADER_LENGTH || length > Wire.MAX_MESSAGE) {
      throw new IllegalArgumentException(
          "message of "
              + length
              + " octets (expected: "
              + Wire.HEADER_LENGTH
              + ".."
              + Wire.MAX_MESSAGE
              + ")");
    }
  }
}
