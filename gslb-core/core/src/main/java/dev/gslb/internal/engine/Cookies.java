package dev.gslb.internal.engine;

import dev.gslb.internal.wire.Bytes;
import dev.gslb.internal.wire.CookieOption;
import dev.gslb.internal.wire.SipHash;
import dev.gslb.spi.CookieSecrets;
import dev.gslb.spi.Inbound;

/**
 * Makes and checks server cookies (RFC 9018 section 4). Reused; confined to one worker.
 *
 * <pre>
 *   0   Version      8 bits: 1
 *   1   Reserved    24 bits: 0
 *   4   Timestamp   32 bits: seconds since 1970, serial number arithmetic
 *   8   Hash        64 bits: SipHash-2-4 of client cookie, the octets above, client address
 * </pre>
 */
final class Cookies {
  private static final int VERSION = 0x0100_0000;
  private static final int OLDEST_SECONDS = 3_600;
  private static final int NEWEST_SECONDS = 300;

  private final CookieSecrets secrets;
  private final SipHash hash = new SipHash();

  Cookies(CookieSecrets secrets) {
    this.secrets = secrets;
  }

  /** Writes a fresh server cookie for a client. */
  void make(CookieOption asked, Inbound client, int nowSeconds, byte[] out) {
    long[] keys = secrets.words();
    long head = ((long) VERSION << 32) | (nowSeconds & 0xFFFF_FFFFL);
    Bytes.putInt(out, 0, VERSION);
    Bytes.putInt(out, 4, nowSeconds);
    Bytes.putLong(out, 8, hash(keys, 0, asked, head, client));
  }

  /** Whether the query's server cookie is one of ours, for this client and not too old. */
  boolean isValid(CookieOption asked, Inbound client, int nowSeconds) {
    if (!asked.hasServerCookie()) {
      return false;
    }
    byte[] message = asked.message();
    int at = asked.start() + CookieOption.CLIENT_LENGTH;
    int age = nowSeconds - Bytes.getInt(message, at + 4);
    if (message[at] != 1 || age > OLDEST_SECONDS || age < -NEWEST_SECONDS) {
      return false;
    }
    long head = Bytes.getLong(message, at);
    long claimed = Bytes.getLong(message, at + 8);
    long[] keys = secrets.words();
    boolean valid = false;
    for (int key = 0; key < keys.length; key += 2) {
      // One comparison of a word takes the same time for all values.
      valid |= hash(keys, key, asked, head, client) == claimed;
    }
    return valid;
  }

  /** The hash as it stands in the cookie: SipHash's octets are little-endian. */
  private long hash(long[] keys, int key, CookieOption asked, long head, Inbound client) {
    long first = Long.reverseBytes(Bytes.getLong(asked.message(), asked.start()));
    long second = Long.reverseBytes(head);
    long hashed =
        client.clientIsIpv4()
            ? hash.hash20(
                keys[key],
                keys[key + 1],
                first,
                second,
                Integer.reverseBytes((int) client.clientHigh()))
            : hash.hash32(
                keys[key],
                keys[key + 1],
                first,
                second,
                Long.reverseBytes(client.clientHigh()),
                Long.reverseBytes(client.clientLow()));
    return Long.reverseBytes(hashed);
  }
}
