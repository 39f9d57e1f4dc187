package dev.gslb.internal.wire;

import dev.gslb.internal.table.NodeCursor;

/**
 * Writes one response in place. Reused; confined to one worker. Each RRset goes in whole or not at
 * all; room for the OPT record is set aside from the start.
 */
public final class ResponseWriter {
  /** Section numbers for {@link #rrset}: where the header counts its records. */
  public static final int ANSWER = 6;

  /** The client is told nothing besides the RCODE. */
  public static final int NO_EXTENDED_ERROR = -1;

  /** The authority section. */
  public static final int AUTHORITY = 8;

  /** The additional section. */
  public static final int ADDITIONAL = 10;

  /** Where the question's name stands. */
  public static final int QNAME = Wire.HEADER_LENGTH;

  private static final int OPT_LENGTH = 11;
  private static final int DO = 0x8000;

  /** Where an RRSIG record has the TTL of what it signs (RFC 4034 section 3.1.4). */
  private static final int ORIGINAL_TTL = 4;

  private static final int SOA_TIMERS_LENGTH = 20;

  private final NameCompressor names = new NameCompressor();
  private final OptReply options;
  private QueryReader query = new QueryReader();
  private byte[] out = {};
  private int at;
  private int limit;
  private int flags;
  private int rcode;
  private int advertisedUdp;
  private int ecsScope;
  private int extendedError;
  private int optReserve;
  private int lastName;

  /**
   * Makes a writer.
   *
   * @param options what the caller adds to the OPT record, set before {@link #begin}
   */
  public ResponseWriter(OptReply options) {
    this.options = options;
  }

  /**
   * Begins a response to a query.
   *
   * @param query what is answered
   * @param out receives the message
   * @param limit the most octets of it
   * @param advertisedUdp the UDP payload size that this server takes
   */
  public void begin(QueryReader query, byte[] out, int limit, int advertisedUdp) {
    this.query = query;
    this.out = out;
    this.advertisedUdp = advertisedUdp;
    this.rcode = Wire.NOERROR;
    this.ecsScope = 0;
    this.extendedError = NO_EXTENDED_ERROR;
    this.flags = Wire.QR | (query.flags() & (Wire.OPCODE_MASK | Wire.RD | Wire.CD));
    Bytes.putShort(out, 0, Bytes.getShort(query.message(), 0));
    Bytes.putInt(out, 4, 0);
    Bytes.putInt(out, 8, 0);
    at = Wire.HEADER_LENGTH;
    names.begin(out);
    int end = query.questionEnd();
    if (end > 0) {
      System.arraycopy(query.message(), at, out, at, end - at);
      at = end;
      Bytes.putShort(out, 4, 1);
      names.addQuestion(query.name());
    }
    optReserve = query.edns() ? OPT_LENGTH + query.subnet().optionLength() + options.length() : 0;
    this.limit = limit - optReserve;
  }

  /** Sets the response code, 12 bits with EDNS. */
  public void rcode(int rcode) {
    this.rcode = rcode;
  }

  /** The response code so far. */
  public int rcode() {
    return rcode;
  }

  /** Counts the records of the answer section. */
  public int answers() {
    return Bytes.getShort(out, ANSWER);
  }

  /** Sets the AA bit. */
  public void authoritative() {
    flags |= Wire.AA;
  }

  /** Takes the AA bit back. */
  public void notAuthoritative() {
    flags &= ~Wire.AA;
  }

  /** Sets the TC bit. */
  public void truncated() {
    flags |= Wire.TC;
  }

  /** Whether the TC bit is set. */
  public boolean isTruncated() {
    return (flags & Wire.TC) != 0;
  }

  /** Sets the scope of the client subnet option that is echoed. */
  public void ecsScope(int bits) {
    ecsScope = bits;
  }

  /** Adds an extended error (RFC 8914), if there is room for it. */
  public void extendedError(int code) {
    extendedError = code;
  }

  /** Where the last name written as RDATA stands, for use as an owner. */
  public int lastName() {
    return lastName;
  }

  /**
   * Writes a whole RRset, or nothing.
   *
   * @param section {@link #ANSWER}, {@link #AUTHORITY} or {@link #ADDITIONAL}
   * @param owner where the owner's name stands in the message
   * @param node holds the RRset
   * @param rrset its offset in the node
   * @param ttlSeconds of each record; signatures have the TTL of what they sign (RFC 4034 section
   *     3)
   * @return whether it fitted
   */
  public boolean rrset(int section, int owner, NodeCursor node, int rrset, int ttlSeconds) {
    int mark = at;
    int namesMark = names.mark();
    byte[] bytes = node.bytes();
    int type = node.type(rrset);
    int count = node.count(rrset);
    int record = node.data(rrset);
    for (int i = 0; i < count; i++) {
      int length = Bytes.getShort(bytes, record);
      boolean signature = type == Wire.RRSIG && length > ORIGINAL_TTL + 4;
      int ttl = signature ? Bytes.getInt(bytes, record + 2 + ORIGINAL_TTL) : ttlSeconds;
      if (!record(owner, type, ttl, bytes, record + 2, length)) {
        at = mark;
        names.rollBack(namesMark);
        return false;
      }
      record += 2 + length;
    }
    count(section, count);
    return true;
  }

  /** Where the next record goes, to come back to. */
  public int mark() {
    return at;
  }

  /**
   * Takes back the records written since a mark, so many of them, none with a name in its RDATA.
   */
  public void rollBack(int mark, int section, int records) {
    at = mark;
    count(section, -records);
  }

  /** Writes one record whose RDATA is given, or nothing. Returns whether it fitted. */
  public boolean single(
      int section, int owner, int type, int ttlSeconds, byte[] rdata, int from, int length) {
    int mark = at;
    if (!record(owner, type, ttlSeconds, rdata, from, length)) {
      at = mark;
      return false;
    }
    count(section, 1);
    return true;
  }

  /**
   * Writes a name to be used as an owner afterwards, as the owner of one record.
   *
   * @param section where the record goes
   * @param ownerName holds the uncompressed name
   * @param ownerFrom index of its first label
   * @return whether the record fitted
   */
  public boolean singleNamed(
      int section,
      byte[] ownerName,
      int ownerFrom,
      int type,
      int ttlSeconds,
      byte[] rdata,
      int from,
      int length) {
    int mark = at;
    int namesMark = names.mark();
    if (named(ownerName, ownerFrom, type, ttlSeconds, rdata, from, length)) {
      count(section, 1);
      return true;
    }
    at = mark;
    names.rollBack(namesMark);
    return false;
  }

  /** Writes a whole RRset under an owner given by its octets, or nothing. */
  public boolean rrsetNamed(
      int section, byte[] ownerName, int ownerFrom, NodeCursor node, int rrset, int ttlSeconds) {
    int mark = at;
    int namesMark = names.mark();
    byte[] bytes = node.bytes();
    int count = node.count(rrset);
    int record = node.data(rrset);
    for (int i = 0; i < count; i++) {
      int length = Bytes.getShort(bytes, record);
      if (!named(ownerName, ownerFrom, node.type(rrset), ttlSeconds, bytes, record + 2, length)) {
        at = mark;
        names.rollBack(namesMark);
        return false;
      }
      record += 2 + length;
    }
    count(section, count);
    return true;
  }

  /** Answers a question of class CH with one TXT record, TTL 0, or sets the TC bit. */
  public void chaosText(byte[] rdata) {
    int start = at;
    if (single(ANSWER, QNAME, Wire.TXT, 0, rdata, 0, rdata.length)) {
      Bytes.putShort(out, start + 4, Wire.CLASS_CH);
    } else {
      truncated();
    }
  }

  /**
   * Writes the signatures of one type at a node, all or none (RFC 4035 section 3.1.1).
   *
   * @param covered the type that is signed
   * @param ttlSeconds of the RRset that is signed
   * @return whether they fitted; true if there are none
   */
  public boolean signatures(
      int section, byte[] ownerName, int ownerFrom, NodeCursor node, int covered, int ttlSeconds) {
    int rrset = node.find(Wire.RRSIG);
    if (rrset < 0) {
      return true;
    }
    int mark = at;
    int namesMark = names.mark();
    byte[] bytes = node.bytes();
    int record = node.data(rrset);
    int written = 0;
    for (int i = node.count(rrset); i > 0; i--) {
      int length = Bytes.getShort(bytes, record);
      if (Bytes.getShort(bytes, record + 2) == covered) {
        if (!named(ownerName, ownerFrom, Wire.RRSIG, ttlSeconds, bytes, record + 2, length)) {
          at = mark;
          names.rollBack(namesMark);
          return false;
        }
        written++;
      }
      record += 2 + length;
    }
    count(section, written);
    return true;
  }

  private boolean named(
      byte[] owner, int ownerFrom, int type, int ttlSeconds, byte[] rdata, int from, int length) {
    if (at + WireName.lengthAt(owner, ownerFrom) + 10 + length > limit) {
      return false;
    }
    at = names.write(owner, ownerFrom, at);
    return fixedAndRdata(type, ttlSeconds, rdata, from, length);
  }

  private boolean record(int owner, int type, int ttlSeconds, byte[] rdata, int from, int length) {
    if (at + 12 + length > limit) {
      return false;
    }
    Bytes.putShort(out, at, NameCompressor.POINTER | owner);
    at += 2;
    return fixedAndRdata(type, ttlSeconds, rdata, from, length);
  }

  private boolean fixedAndRdata(int type, int ttlSeconds, byte[] rdata, int from, int length) {
    if (at + 10 + length > limit) {
      return false;
    }
    Bytes.putShort(out, at, type);
    Bytes.putShort(out, at + 2, Wire.CLASS_IN);
    Bytes.putInt(out, at + 4, ttlSeconds);
    int start = at + 10;
    int end;
    switch (type) {
      // The types whose names may be compressed (RFC 3597 section 4).
      case Wire.NS, Wire.CNAME, Wire.PTR -> {
        lastName = start;
        end = names.write(rdata, from, start);
      }
      case Wire.MX -> {
        System.arraycopy(rdata, from, out, start, 2);
        end = names.write(rdata, from + 2, start + 2);
      }
      case Wire.SOA -> {
        end = names.write(rdata, from, start);
        end = names.write(rdata, from + WireName.lengthAt(rdata, from), end);
        System.arraycopy(rdata, from + length - SOA_TIMERS_LENGTH, out, end, SOA_TIMERS_LENGTH);
        end += SOA_TIMERS_LENGTH;
      }
      default -> {
        System.arraycopy(rdata, from, out, start, length);
        end = start + length;
      }
    }
    Bytes.putShort(out, at + 8, end - start);
    at = end;
    return true;
  }

  private void count(int section, int records) {
    Bytes.putShort(out, section, Bytes.getShort(out, section) + records);
  }

  /** Ends the response. Returns its length. */
  public int finish() {
    Bytes.putShort(out, 2, flags | (rcode & 0xF));
    if (query.edns()) {
      limit += optReserve;
      writeOpt();
    }
    return at;
  }

  private void writeOpt() {
    out[at] = 0;
    Bytes.putShort(out, at + 1, Wire.OPT);
    Bytes.putShort(out, at + 3, advertisedUdp);
    out[at + 5] = (byte) (rcode >>> 4);
    out[at + 6] = 0;
    Bytes.putShort(out, at + 7, query.dnssecOk() ? DO : 0);
    int first = at + OPT_LENGTH;
    int end = first;
    if (query.subnet().present()) {
      query.subnet().write(out, end, ecsScope);
      end += query.subnet().optionLength();
    }
    end = options.write(out, end, query.cookie());
    if (extendedError >= 0 && end + 6 <= limit) {
      Bytes.putShort(out, end, Wire.OPTION_EDE);
      Bytes.putShort(out, end + 2, 2);
      Bytes.putShort(out, end + 4, extendedError);
      end += 6;
    }
    Bytes.putShort(out, at + 9, end - first);
    count(ADDITIONAL, 1);
    at = end;
  }
}
