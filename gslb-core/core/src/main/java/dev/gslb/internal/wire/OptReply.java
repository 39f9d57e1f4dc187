package dev.gslb.internal.wire;

/**
 * The options of one response's OPT record that depend on the server or on the client, besides the
 * client subnet and the extended error. Reused; confined to one worker.
 */
public final class OptReply {
  private static final int OPTION_HEADER = 4;
  private static final int COOKIE_LENGTH =
      OPTION_HEADER + CookieOption.CLIENT_LENGTH + CookieOption.SERVER_LENGTH;
  private static final int KEEPALIVE_LENGTH = OPTION_HEADER + 2;

  private final byte[] nsid;
  private final byte[] serverCookie = new byte[CookieOption.SERVER_LENGTH];
  private boolean hasNsid;
  private boolean hasCookie;
  private int keepalive;

  /**
   * Makes one.
   *
   * @param nsid identifies the server (RFC 5001); empty if it does not tell
   */
  public OptReply(byte[] nsid) {
    this.nsid = nsid;
    clear();
  }

  /** Takes all options out. */
  public void clear() {
    hasNsid = false;
    hasCookie = false;
    keepalive = -1;
  }

  /** Adds the name server identifier, if there is one. */
  public void nsid() {
    hasNsid = nsid.length > 0;
  }

  /** Adds the client's cookie and this server's, whose 16 octets the caller writes. */
  public byte[] cookie() {
    hasCookie = true;
    return serverCookie;
  }

  /** Adds the idle timeout of a TCP connection, in tenths of a second (RFC 7828). */
  public void keepalive(int tenths) {
    keepalive = tenths;
  }

  /** Octets of all options. */
  int length() {
    return (hasNsid ? OPTION_HEADER + nsid.length : 0)
        + (hasCookie ? COOKIE_LENGTH : 0)
        + (keepalive >= 0 ? KEEPALIVE_LENGTH : 0);
  }

  /** Writes all options. Returns the index behind them. */
  int write(byte[] out, int from, CookieOption asked) {
    int at = from;
    if (hasNsid) {
      at = header(out, at, Wire.OPTION_NSID, nsid.length);
      System.arraycopy(nsid, 0, out, at, nsid.length);
      at += nsid.length;
    }
    if (hasCookie) {
      at = header(out, at, Wire.OPTION_COOKIE, COOKIE_LENGTH - OPTION_HEADER);
      System.arraycopy(asked.message(), asked.start(), out, at, CookieOption.CLIENT_LENGTH);
      at += CookieOption.CLIENT_LENGTH;
      System.arraycopy(serverCookie, 0, out, at, CookieOption.SERVER_LENGTH);
      at += CookieOption.SERVER_LENGTH;
    }
    if (keepalive >= 0) {
      at = header(out, at, Wire.OPTION_KEEPALIVE, 2);
      Bytes.putShort(out, at, keepalive);
      at += 2;
    }
    return at;
  }

  private static int header(byte[] out, int at, int code, int length) {
    Bytes.putShort(out, at, code);
    Bytes.putShort(out, at + 2, length);
    return at + OPTION_HEADER;
  }
}
