package dev.gslb.internal.table;

/** Base 32 with the extended hex alphabet and without padding (RFC 4648 section 7, RFC 5155). */
final class Base32Hex {
  private static final byte[] NONE = {};

  private Base32Hex() {}

  /** Decodes lower- or upper-case text; empty if it is none. */
  static byte[] decode(byte[] text, int from, int length) {
    byte[] octets = new byte[length * 5 / 8];
    long bits = 0;
    int held = 0;
    int at = 0;
    for (int i = from; i < from + length; i++) {
      int digit = digit(text[i]);
      if (digit < 0) {
        return NONE;
      }
      bits = bits << 5 | digit;
      held += 5;
      if (held >= 8) {
        held -= 8;
        octets[at++] = (byte) (bits >>> held);
      }
    }
    return octets;
  }

  private static int digit(byte character) {
    if (character >= '0' && character <= '9') {
      return character - '0';
    }
    int letter = character | 0x20;
    return letter >= 'a' && letter <= 'v' ? letter - 'a' + 10 : -1;
  }
}
