package dev.gslb.internal.wire;

/**
 * Reads one query in place. Reused; confined to one worker. Hostile octets lead to a result code,
 * never to an exception, in time proportional to the message's length.
 */
public final class QueryReader {
  /** Not a query, or too short to be answered. */
  public static final int DROP = -1;

  private static final int POINTER = 0xC0;
  private static final int RR_FIXED_LENGTH = 10;
  private static final int DO = 0x8000;

  private final WireName name = new WireName();
  private final ClientSubnet subnet = new ClientSubnet();
  private final CookieOption cookie = new CookieOption();
  private byte[] message = {};
  private int length;
  private int flags;
  private int type;
  private int klass;
  private int questionEnd;
  private boolean edns;
  private int ednsVersion;
  private int udpPayload;
  private boolean dnssecOk;
  private int tsigStart;
  private boolean nsid;
  private boolean keepalive;
  private boolean keepaliveTimeout;

  /**
   * Reads a message.
   *
   * @param message holds it from index 0; must stay as it is while this reader is used
   * @param length its octets
   * @return NOERROR, or the RCODE to answer with, or {@link #DROP}
   */
  public int read(byte[] message, int length) {
    this.message = message;
    this.length = length;
    this.edns = false;
    this.questionEnd = 0;
    this.type = 0;
    this.klass = 0;
    this.tsigStart = 0;
    this.nsid = false;
    this.keepalive = false;
    this.keepaliveTimeout = false;
    subnet.clear();
    cookie.clear();
    if (length < Wire.HEADER_LENGTH) {
      return DROP;
    }
    flags = Bytes.getShort(message, 2);
    if ((flags & Wire.QR) != 0) {
      return DROP;
    }
    int questions = Bytes.getShort(message, 4);
    int opcode = opcode();
    if (opcode != Wire.QUERY && opcode != Wire.NOTIFY && opcode != Wire.UPDATE) {
      // What an unknown opcode means by its sections is unknown, but an OPT record is answered with
      // one (RFC 6891 section 6.1.1) if it is where it is in all others.
      int records = skipQuestions(questions);
      int rcode = records < 0 ? Wire.FORMERR : readRecords(records);
      edns = rcode != Wire.FORMERR && edns;
      return rcode == Wire.BADVERS ? Wire.BADVERS : Wire.NOTIMP;
    }
    // RFC 9619: a query has exactly one question; none asks for a cookie (RFC 7873 section 5.4).
    if (questions != 1) {
      return questions == 0 && opcode == Wire.QUERY ? readCookieQuery() : Wire.FORMERR;
    }
    int nameLength = name.read(message, Wire.HEADER_LENGTH, length);
    int end = Wire.HEADER_LENGTH + nameLength + 4;
    if (nameLength < 0 || end > length) {
      return Wire.FORMERR;
    }
    type = Bytes.getShort(message, end - 4);
    klass = Bytes.getShort(message, end - 2);
    questionEnd = end;
    return readRecords(end);
  }

  /** Returns the index behind so many questions, or -1. */
  private int skipQuestions(int questions) {
    int at = Wire.HEADER_LENGTH;
    for (int i = 0; i < questions; i++) {
      at = skipName(at);
      if (at < 0 || at + 4 > length) {
        return -1;
      }
      at += 4;
    }
    return at;
  }

  private int readCookieQuery() {
    int rcode = readRecords(Wire.HEADER_LENGTH);
    return rcode == Wire.NOERROR && !cookie.present() ? Wire.FORMERR : rcode;
  }

  private int readRecords(int from) {
    int ordinary = Bytes.getShort(message, 6) + Bytes.getShort(message, 8);
    int additional = Bytes.getShort(message, 10);
    int at = from;
    for (int i = 0; i < ordinary + additional; i++) {
      int owner = at;
      at = skipName(at);
      if (at < 0 || at + RR_FIXED_LENGTH > length) {
        return Wire.FORMERR;
      }
      int end = at + RR_FIXED_LENGTH + Bytes.getShort(message, at + 8);
      if (end > length) {
        return Wire.FORMERR;
      }
      if (Bytes.getShort(message, at) == Wire.OPT) {
        // RFC 6891 section 6.1.1: one OPT, in the additional section, owned by the root.
        if (edns || i < ordinary || message[owner] != 0 || !readOpt(at, end)) {
          return Wire.FORMERR;
        }
      } else if (Bytes.getShort(message, at) == Wire.TSIG) {
        // RFC 8945 section 5.1: one TSIG, the last of the additional section.
        if (i < ordinary || i + 1 < ordinary + additional) {
          return Wire.FORMERR;
        }
        tsigStart = owner;
      }
      at = end;
    }
    if (at != length) {
      return Wire.FORMERR;
    }
    return edns && ednsVersion != 0 ? Wire.BADVERS : Wire.NOERROR;
  }

  /** Returns the index behind a name that is only passed over, or -1. */
  private int skipName(int from) {
    int at = from;
    while (at < length && at - from < WireName.MAX_LENGTH) {
      int size = message[at] & 0xFF;
      if (size == 0) {
        return at + 1;
      }
      if ((size & POINTER) == POINTER) {
        return at + 2;
      }
      if ((size & POINTER) != 0) {
        return -1;
      }
      at += size + 1;
    }
    return -1;
  }

  private boolean readOpt(int at, int end) {
    edns = true;
    udpPayload = Bytes.getShort(message, at + 2);
    ednsVersion = message[at + 5] & 0xFF;
    dnssecOk = (Bytes.getShort(message, at + 6) & DO) != 0;
    if (ednsVersion != 0) {
      return true;
    }
    int option = at + RR_FIXED_LENGTH;
    while (option + 4 <= end) {
      int code = Bytes.getShort(message, option);
      int size = Bytes.getShort(message, option + 2);
      option += 4;
      if (option + size > end) {
        return false;
      }
      if (!readOption(code, option, size)) {
        return false;
      }
      option += size;
    }
    return option == end;
  }

  /** Takes what is known, passes over the rest (RFC 6891 section 6.1.2). */
  private boolean readOption(int code, int at, int size) {
    switch (code) {
      case Wire.OPTION_ECS -> {
        return subnet.read(message, at, size);
      }
      case Wire.OPTION_COOKIE -> {
        return cookie.read(message, at, size);
      }
      case Wire.OPTION_NSID -> nsid = true;
      case Wire.OPTION_KEEPALIVE -> {
        keepalive = true;
        keepaliveTimeout = keepaliveTimeout || size > 0;
      }
      default -> {}
    }
    return true;
  }

  /** The message being read. */
  public byte[] message() {
    return message;
  }

  /** The header's second 16 bits. */
  public int flags() {
    return flags;
  }

  /** Whether the question is for a whole zone, or for what changed in it. */
  public boolean isTransfer() {
    return type == Wire.AXFR || type == Wire.IXFR;
  }

  /** The OPCODE. */
  public int opcode() {
    return (flags & Wire.OPCODE_MASK) >>> Wire.OPCODE_SHIFT;
  }

  /** Where the TSIG record begins, or 0 if there is none. */
  public int tsigStart() {
    return tsigStart;
  }

  /** End of the question section, or 0 if the question could not be read. */
  public int questionEnd() {
    return questionEnd;
  }

  /** The QNAME. */
  public WireName name() {
    return name;
  }

  /** The QTYPE. */
  public int type() {
    return type;
  }

  /** The QCLASS. */
  public int klass() {
    return klass;
  }

  /** Whether there is an OPT record. */
  public boolean edns() {
    return edns;
  }

  /** The requestor's UDP payload size, at least 512 (RFC 6891 section 6.2.3). */
  public int udpLimit() {
    return edns ? Math.max(udpPayload, Wire.PLAIN_UDP_LIMIT) : Wire.PLAIN_UDP_LIMIT;
  }

  /** The DO bit (RFC 3225). */
  public boolean dnssecOk() {
    return edns && dnssecOk;
  }

  /** The client subnet option. */
  public ClientSubnet subnet() {
    return subnet;
  }

  /** Whether an option asks for one in the response, besides the client subnet. */
  public boolean hasRequests() {
    return nsid || keepalive || cookie.present();
  }

  /** The COOKIE option. */
  public CookieOption cookie() {
    return cookie;
  }

  /** Whether the name server identifier is asked for (RFC 5001). */
  public boolean asksNsid() {
    return nsid;
  }

  /**
   * Whether the client tells an idle timeout, which is the server's to tell: malformed over TCP.
   */
  public boolean tellsKeepalive() {
    return keepaliveTimeout;
  }

  /** Whether the connection's idle timeout is asked for (RFC 7828). */
  public boolean asksKeepalive() {
    return keepalive;
  }
}
