package dev.gslb.internal.wire;

/**
 * The COOKIE option of one query (RFC 7873 section 4).
 *
 * <pre>
 *   0   Client Cookie    8 octets
 *   8   Server Cookie    none, or 8 to 32 octets; ours has 16 (RFC 9018 section 4)
 * </pre>
 */
public final class CookieOption {
  /** Octets of a client cookie. */
  public static final int CLIENT_LENGTH = 8;

  /** Octets of a server cookie of ours. */
  public static final int SERVER_LENGTH = 16;

  private static final int SHORTEST_WITH_SERVER = 16;
  private static final int LONGEST = 40;

  private byte[] message = {};
  private int start;
  private int size;
  private boolean present;

  void clear() {
    present = false;
  }

  /** Reads the option's data. Returns false if it is malformed (RFC 7873 section 5.2.2). */
  boolean read(byte[] message, int start, int size) {
    // Several COOKIE options: all but the first are ignored (RFC 7873 section 5.2).
    if (present) {
      return true;
    }
    boolean clientOnly = size == CLIENT_LENGTH;
    if (!clientOnly && (size < SHORTEST_WITH_SERVER || size > LONGEST)) {
      return false;
    }
    this.message = message;
    this.start = start;
    this.size = size;
    present = true;
    return true;
  }

  /** Whether the query has the option. */
  public boolean present() {
    return present;
  }

  /** Whether it has a server cookie of the length that this server makes. */
  public boolean hasServerCookie() {
    return present && size == CLIENT_LENGTH + SERVER_LENGTH;
  }

  /** The message that holds it. */
  public byte[] message() {
    return message;
  }

  /** Where the client cookie begins; the server cookie follows it. */
  public int start() {
    return start;
  }
}
