package dev.gslb.internal.transport;

import dev.gslb.internal.wire.Wire;
import java.nio.ByteBuffer;

/**
 * What the TCP thread reads into and writes from, for one connection at a time: so that a silent
 * connection needs no buffers. Belongs to that thread.
 */
final class TcpBuffers {
  /** Octets of the length before each message (RFC 1035 section 4.2.2). */
  static final int LENGTH_PREFIX = 2;

  /** The longest message with its length. */
  static final int LARGEST = Wire.MAX_MESSAGE + LENGTH_PREFIX;

  final ByteBuffer in = ByteBuffer.allocateDirect(LARGEST);
  final ByteBuffer out = ByteBuffer.allocateDirect(2 * LARGEST);
  final byte[] request = new byte[Wire.MAX_MESSAGE];
  final byte[] response = new byte[Wire.MAX_MESSAGE];
}
