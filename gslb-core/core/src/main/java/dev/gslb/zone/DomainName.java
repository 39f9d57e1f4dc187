package dev.gslb.zone;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An absolute domain name (RFC 1035 section 3.1): at most 127 labels of 1 to 63 octets, at most 255
 * octets on the wire. Compared without regard to ASCII case (RFC 4343); the case given is kept for
 * printing.
 */
public final class DomainName {
  /** Octets of the longest name on the wire. */
  public static final int MAX_WIRE_LENGTH = 255;

  /** The root. */
  public static final DomainName ROOT = new DomainName(new byte[] {0});

  private static final int MAX_LABEL_LENGTH = 63;

  private final byte[] wire;

  private DomainName(byte[] wire) {
    this.wire = wire;
  }

  /**
   * Parses the presentation form, with or without the final dot; {@code \.} and {@code \DDD} are
   * understood (RFC 1035 section 5.1).
   *
   * @param text such as {@code www.example.com}
   * @return the absolute name
   * @throws IllegalArgumentException if a label is empty or longer than 63 octets, the name is
   *     longer than 255, or an escape is broken
   */
  public static DomainName of(String text) {
    if (text.equals(".")) {
      return ROOT;
    }
    byte[] in = text.getBytes(StandardCharsets.UTF_8);
    byte[] out = new byte[in.length + 2];
    int labelStart = 0;
    int end = 1;
    int i = 0;
    while (i < in.length) {
      int octet = in[i++] & 0xFF;
      if (octet == '.') {
        closeLabel(text, out, labelStart, end);
        labelStart = end++;
        continue;
      }
      if (octet == '\\') {
        if (i < in.length && !isDigit(in[i])) {
          octet = in[i++] & 0xFF;
        } else if (i + 2 < in.length && isDigit(in[i + 1]) && isDigit(in[i + 2])) {
          octet = (in[i] - '0') * 100 + (in[i + 1] - '0') * 10 + (in[i + 2] - '0');
          i += 3;
        } else {
          throw invalid(text, "an escape is \\ and a character or three digits");
        }
        if (octet > 255) {
          throw invalid(text, "an escaped octet is 000..255");
        }
      }
      out[end++] = (byte) octet;
    }
    if (end - labelStart > 1) {
      closeLabel(text, out, labelStart, end);
      out[end++] = 0;
    } else if (labelStart == 0) {
      throw invalid(text, "a name is not empty; the root is a single dot");
    }
    if (end > MAX_WIRE_LENGTH) {
      throw invalid(text, "a name has at most 255 octets on the wire");
    }
    return new DomainName(Arrays.copyOf(out, end));
  }

  /**
   * Takes a name from uncompressed wire form.
   *
   * @param bytes holds the name from {@code offset} up to and including its zero octet
   * @param offset of the first label's length octet
   * @return the name; the bytes are copied
   * @throws IllegalArgumentException if no valid uncompressed name stands there
   */
  public static DomainName fromWire(byte[] bytes, int offset) {
    int position = offset;
    while (position < bytes.length) {
      int length = bytes[position] & 0xFF;
      if (length > MAX_LABEL_LENGTH) {
        break;
      }
      position += length + 1;
      if (position - offset > MAX_WIRE_LENGTH) {
        break;
      }
      if (length == 0) {
        return new DomainName(Arrays.copyOfRange(bytes, offset, position));
      }
    }
    throw new IllegalArgumentException(
        "wire name at " + offset + " (expected: uncompressed labels, at most 255 octets)");
  }

  /**
   * Returns the uncompressed wire form, in the case given.
   *
   * @return a copy
   */
  public byte[] wire() {
    return wire.clone();
  }

  /**
   * Returns the canonical wire form: uncompressed, US-ASCII letters in lower case (RFC 4034 section
   * 6.2).
   *
   * @return a copy
   */
  public byte[] canonicalWire() {
    byte[] lower = wire.clone();
    for (int i = 0; i < lower.length; i++) {
      lower[i] = lower(lower[i]);
    }
    return lower;
  }

  /**
   * Returns the length on the wire.
   *
   * @return 1 to 255 octets
   */
  public int wireLength() {
    return wire.length;
  }

  /**
   * Counts the labels, without the root's.
   *
   * @return 0 to 127
   */
  public int labelCount() {
    int count = 0;
    for (int i = 0; wire[i] != 0; i += wire[i] + 1) {
      count++;
    }
    return count;
  }

  /**
   * Says whether the leftmost label is a single asterisk (RFC 4592 section 2.1.1).
   *
   * @return whether this is a wildcard domain name
   */
  public boolean isWildcard() {
    return wire.length > 2 && wire[0] == 1 && wire[1] == '*';
  }

  /**
   * Returns the name without its leftmost label.
   *
   * @return the parent
   * @throws IllegalStateException for the root
   */
  public DomainName parent() {
    if (wire.length == 1) {
      throw new IllegalStateException("the root has no parent");
    }
    return new DomainName(Arrays.copyOfRange(wire, wire[0] + 1, wire.length));
  }

  /**
   * Says whether this name is at or below another.
   *
   * @param ancestor the other name
   * @return whether {@code ancestor} is a suffix of this name, label by label
   */
  public boolean isAtOrBelow(DomainName ancestor) {
    int i = 0;
    while (wire.length - i > ancestor.wire.length) {
      i += wire[i] + 1;
    }
    return wire.length - i == ancestor.wire.length && sameIgnoringCase(wire, i, ancestor.wire);
  }

  private static boolean sameIgnoringCase(byte[] longer, int from, byte[] suffix) {
    for (int i = 0; i < suffix.length; i++) {
      if (lower(longer[from + i]) != lower(suffix[i])) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DomainName that
        && wire.length == that.wire.length
        && sameIgnoringCase(wire, 0, that.wire);
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (byte octet : wire) {
      hash = 31 * hash + lower(octet);
    }
    return hash;
  }

  /** Returns the presentation form with its final dot. */
  @Override
  public String toString() {
    if (wire.length == 1) {
      return ".";
    }
    StringBuilder text = new StringBuilder(wire.length + 8);
    for (int i = 0; wire[i] != 0; i += wire[i] + 1) {
      for (int j = i + 1; j <= i + wire[i]; j++) {
        appendOctet(text, wire[j] & 0xFF);
      }
      text.append('.');
    }
    return text.toString();
  }

  private static void appendOctet(StringBuilder text, int octet) {
    if (octet <= 0x20 || octet >= 0x7F) {
      text.append('\\')
          .append((char) ('0' + octet / 100))
          .append((char) ('0' + octet / 10 % 10))
          .append((char) ('0' + octet % 10));
      return;
    }
    if (".\\\"();@$".indexOf(octet) >= 0) {
      text.append('\\');
    }
    text.append((char) octet);
  }

  private static void closeLabel(String text, byte[] out, int labelStart, int end) {
    int length = end - labelStart - 1;
    if (length == 0) {
      throw invalid(text, "a label is not empty");
    }
    if (length > MAX_LABEL_LENGTH) {
      throw invalid(text, "a label has at most 63 octets");
    }
    out[labelStart] = (byte) length;
  }

  private static IllegalArgumentException invalid(String text, String expected) {
    return new IllegalArgumentException("domain name " + text + " (expected: " + expected + ")");
  }

  private static boolean isDigit(byte octet) {
    return octet >= '0' && octet <= '9';
  }

  private static byte lower(byte octet) {
    return octet >= 'A' && octet <= 'Z' ? (byte) (octet + 32) : octet;
  }
}
