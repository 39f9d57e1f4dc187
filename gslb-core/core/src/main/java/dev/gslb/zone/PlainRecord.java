package dev.gslb.zone;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Address;

/**
 * Reads the entries that large zones consist of: one line, an owner of letters, digits, hyphens and
 * underscores, a TTL in digits if any, and an A, AAAA, NS, CNAME, PTR or MX record. What is in any
 * way special it leaves to the parser for everything. Reused; confined to one thread.
 */
final class PlainRecord {
  private static final int MAX_TTL_DIGITS = 9;
  private static final int MAX_LABEL = 63;
  private static final int NO_NUMBER = -1;

  private final byte[] name = new byte[DomainName.MAX_WIRE_LENGTH];
  private byte[] bytes = {};
  private int at;
  private int end;
  private int tokenFrom;

  private byte @Nullable [] owner;
  private int ttlSeconds;
  private int type;
  private byte[] rdata = {};

  /**
   * Reads an entry.
   *
   * @param bytes holds it
   * @param from its first octet
   * @param to behind its last octet
   * @param origin wire form of what relative names are relative to
   * @return whether the entry was understood; if so, the other methods tell what it says
   */
  boolean read(byte[] bytes, int from, int to, byte[] origin) {
    this.bytes = bytes;
    this.at = from;
    this.end = to > from && bytes[to - 1] == '\r' ? to - 1 : to;
    owner = null;
    ttlSeconds = NO_NUMBER;
    if (!isSpace(bytes[from])) {
      owner = token() ? name(origin) : null;
      if (owner == null) {
        return false;
      }
    }
    boolean classSeen = false;
    while (token()) {
      if (is("IN")) {
        if (classSeen) {
          return false;
        }
        classSeen = true;
      } else if (bytes[tokenFrom] <= '9') {
        int number = number(MAX_TTL_DIGITS);
        if (ttlSeconds >= 0 || number < 0) {
          return false;
        }
        ttlSeconds = number;
      } else {
        byte[] data = rdataOfType(origin);
        if (data == null || token()) {
          return false;
        }
        rdata = data;
        return true;
      }
    }
    return false;
  }

  private byte @Nullable [] rdataOfType(byte[] origin) {
    if (is("A")) {
      type = 1;
      return token() ? ipv4() : null;
    } else if (is("AAAA")) {
      type = 28;
      return token() ? Address.toByteArray(text(), Address.IPv6) : null;
    } else if (is("NS")) {
      type = 2;
    } else if (is("CNAME")) {
      type = 5;
    } else if (is("PTR")) {
      type = 12;
    } else if (is("MX")) {
      type = 15;
      int preference = token() ? number(5) : NO_NUMBER;
      byte[] exchange = preference >= 0 && preference <= 0xFFFF && token() ? name(origin) : null;
      return exchange == null ? null : behind(preference, exchange);
    } else {
      return null;
    }
    return token() ? name(origin) : null;
  }

  private static byte[] behind(int preference, byte[] exchange) {
    byte[] data = new byte[2 + exchange.length];
    data[0] = (byte) (preference >>> 8);
    data[1] = (byte) preference;
    System.arraycopy(exchange, 0, data, 2, exchange.length);
    return data;
  }

  /** Goes to the next token: it ends where reading goes on. */
  private boolean token() {
    while (at < end && isSpace(bytes[at])) {
      at++;
    }
    tokenFrom = at;
    while (at < end && !isSpace(bytes[at])) {
      at++;
    }
    return at > tokenFrom;
  }

  private static boolean isSpace(byte octet) {
    return octet == ' ' || octet == '\t';
  }

  private boolean is(String word) {
    if (at - tokenFrom != word.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if ((bytes[tokenFrom + i] & ~0x20) != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private String text() {
    return new String(bytes, tokenFrom, at - tokenFrom, StandardCharsets.ISO_8859_1);
  }

  private int number(int maxDigits) {
    if (at - tokenFrom > maxDigits) {
      return NO_NUMBER;
    }
    int value = 0;
    for (int i = tokenFrom; i < at; i++) {
      if (bytes[i] < '0' || bytes[i] > '9') {
        return NO_NUMBER;
      }
      value = 10 * value + bytes[i] - '0';
    }
    return value;
  }

  private byte @Nullable [] ipv4() {
    byte[] address = new byte[4];
    int i = tokenFrom;
    for (int part = 0; part < 4; part++) {
      int value = 0;
      int first = i;
      while (i < at && i < first + 3 && bytes[i] >= '0' && bytes[i] <= '9') {
        value = 10 * value + bytes[i++] - '0';
      }
      boolean leadingZero = i > first + 1 && bytes[first] == '0';
      boolean closed = part == 3 ? i == at : i < at && bytes[i] == '.';
      if (i == first || leadingZero || value > 255 || !closed) {
        return null;
      }
      address[part] = (byte) value;
      i++;
    }
    return address;
  }

  /** Puts the token into wire form; null if it is not a plain name. */
  private byte @Nullable [] name(byte[] origin) {
    if (at - tokenFrom == 1 && bytes[tokenFrom] == '@') {
      return origin;
    }
    if (at - tokenFrom > DomainName.MAX_WIRE_LENGTH - 2) {
      return null;
    }
    int label = 0;
    int out = 1;
    for (int i = tokenFrom; i < at; i++) {
      byte octet = bytes[i];
      if (octet == '.') {
        if (!close(label, out)) {
          return null;
        }
        label = out++;
      } else if (isPlain(octet)) {
        name[out++] = octet;
      } else {
        return null;
      }
    }
    if (bytes[at - 1] == '.') {
      name[label] = 0;
      return Arrays.copyOf(name, out);
    }
    if (!close(label, out) || out + origin.length > name.length) {
      return null;
    }
    System.arraycopy(origin, 0, name, out, origin.length);
    return Arrays.copyOf(name, out + origin.length);
  }

  private boolean close(int label, int out) {
    int length = out - label - 1;
    name[label] = (byte) length;
    return length > 0 && length <= MAX_LABEL;
  }

  private static boolean isPlain(byte octet) {
    return (octet >= 'a' && octet <= 'z')
        || (octet >= '0' && octet <= '9')
        || octet == '-'
        || octet == '_'
        || octet == '*'
        || (octet >= 'A' && octet <= 'Z');
  }

  /** The owner in wire form; null if it is the one of the record before. */
  byte @Nullable [] owner() {
    return owner;
  }

  /** The TTL; negative if the entry states none. */
  int ttlSeconds() {
    return ttlSeconds;
  }

  int type() {
    return type;
  }

  byte[] rdata() {
    return rdata;
  }
}
