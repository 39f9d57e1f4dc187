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
    subnet.clear();
    if (length < Wire.HEADER_LENGTH) {
      return DROP;
    }
    flags = Bytes.getShort(message, 2);
    if ((flags & Wire.QR) != 0) {
      return DROP;
    }
    if ((flags & Wire.OPCODE_MASK) != 0) {
      return Wire.NOTIMP;
    }
    // RFC 9619: a query has exactly one question.
    if (Bytes.getShort(message, 4) != 1) {
      return Wire.FORMERR;
    }
    int nameLength = name.read(message, Wire.HEADER_LENGTH, length);
    int end = Wire.HEADER_LENGTH + nameLength + 4;
    if (nameLength < 0 || end > length) {
      return Wire.FORMERR;
    }
    type = Bytes.getShort(message, end - 4);
    klass = Bytes.getShort(message, end - 2);
    questionEnd = end;
    return readRecords();
  }

  private int readRecords() {
    int ordinary = Bytes.getShort(message, 6) + Bytes.getShort(message, 8);
    int additional = Bytes.getShort(message, 10);
    int at = questionEnd;
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
    int option = at + RR_FIXED_LENGTH;
    while (option + 4 <= end) {
      int code = Bytes.getShort(message, option);
      int size = Bytes.getShort(message, option + 2);
      option += 4;
      if (option + size > end) {
        return false;
      }
      if (code == Wire.OPTION_ECS && ednsVersion == 0 && !subnet.read(message, option, size)) {
        return false;
      }
      option += size;
    }
    return option == end;
  }

  /** The message being read. */
  public byte[] message() {
    return message;
  }

  /** The header's second 16 bits. */
  public int flags() {
    return flags;
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
}
