package dev.gslb.internal.wire;

/**
 * The EDNS Client Subnet option of one query (RFC 7871 section 6).
 *
 * <pre>
 *   0   FAMILY                 16 bits: 1 IPv4, 2 IPv6
 *   2   SOURCE PREFIX-LENGTH    8 bits
 *   3   SCOPE PREFIX-LENGTH     8 bits: 0 in a query
 *   4   ADDRESS                as many octets as the source prefix needs
 * </pre>
 */
public final class ClientSubnet {
  private static final int FIXED_LENGTH = 4;

  private byte[] message = {};
  private int start;
  private int size;
  private boolean present;
  private boolean ipv4;
  private int sourcePrefix;
  private long high;
  private long low;

  void clear() {
    present = false;
  }

  /** Reads the option's data. Returns false if it is malformed (RFC 7871 section 7.1.2). */
  boolean read(byte[] message, int start, int size) {
    if (present || size < FIXED_LENGTH) {
      return false;
    }
    int family = Bytes.getShort(message, start);
    int prefix = message[start + 2] & 0xFF;
    int octets = size - FIXED_LENGTH;
    if (family < 1 || family > 2 || prefix > (family == 1 ? 32 : 128)) {
      return false;
    }
    if (message[start + 3] != 0 || octets != (prefix + 7) / 8) {
      return false;
    }
    int spare = octets * 8 - prefix;
    if (spare > 0 && (message[start + size - 1] & ((1 << spare) - 1)) != 0) {
      return false;
    }
    this.message = message;
    this.start = start;
    this.size = size;
    present = true;
    ipv4 = family == 1;
    sourcePrefix = prefix;
    high = bits(start + FIXED_LENGTH, octets, ipv4 ? 4 : 8);
    low = ipv4 ? 0 : bits(start + FIXED_LENGTH + 8, octets - 8, 8);
    return true;
  }

  private long bits(int at, int octets, int width) {
    long bits = 0;
    for (int i = 0; i < width; i++) {
      bits = bits << 8 | (i < octets ? message[at + i] & 0xFF : 0);
    }
    return bits;
  }

  /** Whether the query has the option. */
  public boolean present() {
    return present;
  }

  /** Whether the option names a client; a source prefix length of 0 asks not to (section 7.1.2). */
  public boolean namesClient() {
    return present && sourcePrefix > 0;
  }

  /** Whether the address is IPv4. */
  public boolean ipv4() {
    return ipv4;
  }

  /** Bits of the address that are known. */
  public int sourcePrefix() {
    return sourcePrefix;
  }

  /** The first 64 bits, or an IPv4 address in the lower half. */
  public long high() {
    return high;
  }

  /** The last 64 bits of an IPv6 address. */
  public long low() {
    return low;
  }

  /** Octets of the option with its code and length. */
  int optionLength() {
    return present ? 4 + size : 0;
  }

  /** Echoes the option with a scope. */
  void write(byte[] out, int at, int scope) {
    Bytes.putShort(out, at, Wire.OPTION_ECS);
    Bytes.putShort(out, at + 2, size);
    System.arraycopy(message, start, out, at + 4, size);
    out[at + 7] = (byte) scope;
  }
}
