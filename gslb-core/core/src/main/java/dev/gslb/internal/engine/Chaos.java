package dev.gslb.internal.engine;

import dev.gslb.internal.snapshot.ExtendedError;
import dev.gslb.internal.wire.QueryReader;
import dev.gslb.internal.wire.ResponseWriter;
import dev.gslb.internal.wire.Wire;
import dev.gslb.internal.wire.WireName;
import dev.gslb.spi.ServerIdentity;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Answers what a server tells of itself in class CH (RFC 4892). */
final class Chaos {
  private static final byte[] VERSION_BIND = name("version", "bind");
  private static final byte[] VERSION_SERVER = name("version", "server");
  private static final byte[] HOSTNAME_BIND = name("hostname", "bind");
  private static final byte[] ID_SERVER = name("id", "server");

  private static final byte[] UNTOLD = {};

  private final byte[] id;
  private final byte[] version;

  Chaos(ServerIdentity identity) {
    this.id = characterString(identity.idOctets());
    this.version = characterString(identity.versionOctets());
  }

  private static byte[] name(String first, String second) {
    String wire = (char) first.length() + first + (char) second.length() + second + (char) 0;
    return wire.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] characterString(byte[] text) {
    byte[] string = new byte[1 + text.length];
    string[0] = (byte) text.length;
    System.arraycopy(text, 0, string, 1, text.length);
    return string;
  }

  /** Answers a query of class CH. */
  void answer(QueryReader query, ResponseWriter response) {
    byte[] text = UNTOLD;
    if (is(query.name(), VERSION_BIND) || is(query.name(), VERSION_SERVER)) {
      text = version;
    } else if (is(query.name(), HOSTNAME_BIND) || is(query.name(), ID_SERVER)) {
      text = id;
    }
    if (text.length <= 1) {
      response.rcode(Wire.REFUSED);
      response.extendedError(ExtendedError.NOT_SUPPORTED);
      return;
    }
    response.authoritative();
    if (query.type() == Wire.TXT || query.type() == Wire.ANY) {
      response.chaosText(text);
    }
  }

  private static boolean is(WireName name, byte[] wire) {
    return Arrays.equals(name.wire(), 0, name.length(), wire, 0, wire.length);
  }
}
