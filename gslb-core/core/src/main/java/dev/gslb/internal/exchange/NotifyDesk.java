package dev.gslb.internal.exchange;

import dev.gslb.internal.wire.Wire;
import dev.gslb.zone.DomainName;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Takes what other servers tell of their zones (RFC 1996). Any thread; does not block. */
@FunctionalInterface
interface NotifyDesk {
  /** Has no zone of others. */
  NotifyDesk NONE = (apex, client, signer, serial) -> Wire.NOTAUTH;

  /** The message does not tell a serial. */
  long NO_SERIAL = -1;

  /**
   * Takes a message.
   *
   * @param apex the zone that changed
   * @param client who says so
   * @param signer the key that signed it, proven; null if it is not signed
   * @param serial what the zone has now, or {@link #NO_SERIAL}; a hint, which proves nothing
   * @return the RCODE of the answer
   */
  int notified(DomainName apex, InetAddress client, @Nullable DomainName signer, long serial);
}
