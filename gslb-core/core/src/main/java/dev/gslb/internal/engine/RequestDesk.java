package dev.gslb.internal.engine;

import dev.gslb.spi.Inbound;

/** Takes the requests that take time: transfers, NOTIFY, UPDATE, and whatever is signed. */
@FunctionalInterface
public interface RequestDesk {
  /** Takes nothing. */
  RequestDesk CLOSED = (inbound, message, length) -> false;

  /**
   * Takes a request that can be read, or leaves it because too many wait. Does not block.
   *
   * @param inbound where it came from, not deferred yet
   * @param message copied before the call returns
   * @param length octets of the message
   * @return whether it is answered from elsewhere, later
   */
  boolean take(Inbound inbound, byte[] message, int length);
}
