package dev.gslb.internal.exchange;

import dev.gslb.spi.TsigKey;
import java.io.IOException;
import org.xbill.DNS.Name;
import org.xbill.DNS.TSIG;

/** A TSIG key as dnsjava takes it, for the messages that it sends. */
final class PeerKey {
  private PeerKey() {}

  static TSIG of(TsigKey key) {
    try {
      return new TSIG(
          Name.fromString(key.algorithm().text(), Name.root),
          new Name(key.name().wire()),
          key.secret());
    } catch (IOException e) {
      throw new IllegalStateException("a key's name is a name", e);
    }
  }
}
