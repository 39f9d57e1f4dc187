package dev.gslb.zone;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The words of an entry of a master file (RFC 1035 section 5.1): white space, quotes, parentheses
 * and comments part them, and backslashes stay in them. Confined to one thread.
 */
final class MasterWords {
  private final byte[] bytes;
  private final int end;
  private int at;
  private int depth;
  private int from;
  private int to;
  private boolean quoted;
  private boolean kept;

  /** Begins before the first word between two indexes. */
  MasterWords(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.at = from;
    this.end = end;
  }

  /**
   * Goes to the next word.
   *
   * @return whether there is one
   * @throws IllegalArgumentException if a quote has no end, or a parenthesis no partner
   */
  boolean next() {
    if (kept) {
      kept = false;
      return true;
    }
    skip();
    if (at == end) {
      if (depth > 0) {
        throw new IllegalArgumentException("a parenthesis without end");
      }
      return false;
    }
    quoted = bytes[at] == '"';
    from = quoted ? ++at : at;
    while (at < end && !isEnd(bytes[at])) {
      at += bytes[at] == '\\' ? 2 : 1;
    }
    to = Math.min(at, end);
    at = to;
    if (quoted) {
      if (at == end || bytes[at] != '"') {
        throw new IllegalArgumentException("a quote without end");
      }
      at++;
    }
    return true;
  }

  /** All that was not yet read, in ASCII and with the parentheses that are open. */
  String rest() {
    byte[] rest = Arrays.copyOfRange(bytes, at, end);
    String text = new String(MasterText.toAscii(rest), StandardCharsets.US_ASCII).stripTrailing();
    String open = "(".repeat(depth);
    at = end;
    depth = 0;
    return open + text;
  }

  /** Has the next call of {@link #next} stay at this word. */
  void stay() {
    kept = true;
  }

  private void skip() {
    boolean comment = false;
    for (; at < end; at++) {
      byte octet = bytes[at];
      if (octet == '\n') {
        comment = false;
      } else if (!comment && octet == ';') {
        comment = true;
      } else if (!comment && octet == '(') {
        depth++;
      } else if (!comment && octet == ')') {
        if (--depth < 0) {
          throw new IllegalArgumentException("a parenthesis that nothing opened");
        }
      } else if (!comment && octet != ' ' && octet != '\t' && octet != '\r') {
        return;
      }
    }
  }

  private boolean isEnd(byte octet) {
    if (quoted) {
      return octet == '"' || octet == '\n';
    }
    return octet >= 0 && octet <= ';' && " \t\r\n\"();".indexOf(octet) >= 0;
  }

  /** Whether the word stood in quotes. */
  boolean isQuoted() {
    return quoted;
  }

  /** The word in ASCII, its backslashes in it; octets above 127 are written in digits. */
  String text() {
    byte[] word = Arrays.copyOfRange(bytes, from, to);
    return new String(MasterText.toAscii(word), StandardCharsets.US_ASCII);
  }

  /**
   * The octets that the word stands for.
   *
   * @throws IllegalArgumentException if a backslash is followed by nothing, or by digits that are
   *     not three or above 255
   */
  byte[] octets() {
    byte[] octets = new byte[to - from];
    int count = 0;
    for (int i = from; i < to; i++) {
      byte octet = bytes[i];
      if (octet == '\\') {
        i++;
        if (i < to && !isDigit(bytes[i])) {
          octet = bytes[i];
        } else if (i + 2 < to && isDigit(bytes[i + 1]) && isDigit(bytes[i + 2])) {
          int value = 100 * (bytes[i] - '0') + 10 * (bytes[i + 1] - '0') + bytes[i + 2] - '0';
          if (value > 255) {
            throw new IllegalArgumentException("\\" + value + ", where 255 is the most");
          }
          octet = (byte) value;
          i += 2;
        } else {
          throw new IllegalArgumentException("a backslash before neither a character nor 3 digits");
        }
      }
      octets[count++] = octet;
    }
    return Arrays.copyOf(octets, count);
  }

  private static boolean isDigit(byte octet) {
    return octet >= '0' && octet <= '9';
  }
}
