package dev.gslb.zone;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What quotes and backslashes mean in a master file (RFC 1035 section 5.1). */
final class MasterText {
  private MasterText() {}

  /**
   * Writes octets above 127 as a backslash and three digits, which say the same. A parser that
   * makes characters of them would depend on the charset of the machine.
   */
  static byte[] toAscii(byte[] text) {
    int first = firstAboveAscii(text);
    if (first < 0) {
      return text;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(2 * text.length);
    boolean escaped = false;
    for (byte octet : text) {
      if (octet >= 0) {
        out.write(octet);
        escaped = !escaped && octet == '\\';
        continue;
      }
      if (!escaped) {
        out.write('\\');
      }
      out.writeBytes(Integer.toString(octet & 0xFF).getBytes(StandardCharsets.US_ASCII));
      escaped = false;
    }
    return out.toByteArray();
  }

  /** Index of the first octet above 127, or -1. */
  static int firstAboveAscii(byte[] text) {
    for (int i = 0; i < text.length; i++) {
      if (text[i] < 0) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Splits a directive into words at white space. A quoted word is one, without its quotes;
   * backslashes stay. Returns null if a quote has no end, or if a parenthesis would join lines.
   */
  static @Nullable List<String> words(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean inWord = false;
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        quoted = !quoted;
        inWord = true;
      } else if (!quoted && c <= ' ') {
        if (inWord) {
          words.add(word.toString());
          word.setLength(0);
          inWord = false;
        }
      } else if (!quoted && (c == '(' || c == ')')) {
        return null;
      } else {
        inWord = true;
        word.append(c);
        if (c == '\\' && i + 1 < text.length()) {
          word.append(text.charAt(++i));
        }
      }
    }
    if (inWord) {
      words.add(word.toString());
    }
    return quoted ? null : words;
  }
}
