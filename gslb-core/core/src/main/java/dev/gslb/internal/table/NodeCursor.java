package dev.gslb.internal.table;

import dev.gslb.internal.wire.Bytes;

/**
 * Points at one node of a {@link NameTable} and at nothing else; reused from look-up to look-up.
 *
 * <pre>
 *  node    0   hash            32 bits, of the absolute owner name
 *          4   node length     32 bits, with this header
 *          8   key length       8 bits
 *          9   flags            8 bits
 *         10   next            16 bits, place of the next node of the chain, or 0
 *         12   children        32 bits, how many nodes are one label below
 *         16   key             owner relative to the apex, in lower case, without the root label
 *          .   RRsets
 *
 *  RRset   0   type            16 bits
 *          2   TTL             32 bits; the top bit says that a policy answers
 *          6   count           16 bits
 *          8   data length     32 bits
 *         12   count times: RDLENGTH (16 bits), RDATA, names uncompressed;
 *              or for a policy: ordinal of the GSLB name in its zone (32 bits)
 * </pre>
 */
public final class NodeCursor {
  /** The node is a zone cut or the apex: it has NS. */
  public static final int HAS_NS = 1;

  /** The node has DNAME. */
  public static final int HAS_DNAME = 2;

  /** The node has CNAME. */
  public static final int HAS_CNAME = 4;

  /** All flags together. */
  static final int MOST_FLAGS = 0xFF;

  static final int HASH = 0;
  static final int LENGTH = 4;
  static final int KEY_LENGTH = 8;
  static final int FLAGS = 9;
  static final int NEXT = 10;
  static final int CHILDREN = 12;
  static final int KEY = 16;

  static final int TYPE = 0;
  static final int TTL = 2;
  static final int COUNT = 6;
  static final int DATA_LENGTH = 8;
  static final int DATA = 12;

  private static final int POLICY_BIT = 0x8000_0000;
  private static final byte[] NONE = {};

  private byte[] page = NONE;
  private int at;
  private int firstRrset;
  private int end;

  void point(byte[] page, int at) {
    this.page = page;
    this.at = at;
    this.firstRrset = at + KEY + (page[at + KEY_LENGTH] & 0xFF);
    this.end = at + Bytes.getInt(page, at + LENGTH);
  }

  /** Takes over another cursor's place. */
  public void copyFrom(NodeCursor other) {
    page = other.page;
    at = other.at;
    firstRrset = other.firstRrset;
    end = other.end;
  }

  /** The array that the offsets below index. */
  public byte[] bytes() {
    return page;
  }

  /** The flags {@link #HAS_NS}, {@link #HAS_DNAME}, {@link #HAS_CNAME}. */
  public int flags() {
    return page[at + FLAGS];
  }

  int hash() {
    return Bytes.getInt(page, at + HASH);
  }

  int children() {
    return Bytes.getInt(page, at + CHILDREN);
  }

  int keyLength() {
    return page[at + KEY_LENGTH] & 0xFF;
  }

  int keyStart() {
    return at + KEY;
  }

  /** Whether the node owns no RRset: an empty non-terminal (RFC 4592 section 2.2.2). */
  public boolean isEmptyNonTerminal() {
    return firstRrset == end;
  }

  /** Finds an RRset. Returns its offset, or -1. */
  public int find(int type) {
    for (int rrset = firstRrset; rrset < end; rrset = next(rrset)) {
      if (Bytes.getShort(page, rrset) == type) {
        return rrset;
      }
    }
    return -1;
  }

  /** Offset of the first RRset, or -1 if there is none. */
  public int first() {
    return firstRrset < end ? firstRrset : -1;
  }

  /** Offset of the next RRset, or -1 behind the last. */
  public int after(int rrset) {
    int next = next(rrset);
    return next < end ? next : -1;
  }

  private int next(int rrset) {
    return rrset + DATA + Bytes.getInt(page, rrset + DATA_LENGTH);
  }

  /** The RR type. */
  public int type(int rrset) {
    return Bytes.getShort(page, rrset);
  }

  /** The TTL in seconds. */
  public int ttlSeconds(int rrset) {
    return Bytes.getInt(page, rrset + TTL) & ~POLICY_BIT;
  }

  /** Whether a policy answers this type. */
  public boolean isPolicy(int rrset) {
    return (Bytes.getInt(page, rrset + TTL) & POLICY_BIT) != 0;
  }

  /** Which GSLB name of the zone answers. */
  public int gslbOrdinal(int rrset) {
    return Bytes.getInt(page, rrset + DATA);
  }

  /** How many records. */
  public int count(int rrset) {
    return Bytes.getShort(page, rrset + COUNT);
  }

  /** Offset of the first record's RDLENGTH. */
  public int data(int rrset) {
    return rrset + DATA;
  }

  int dataLength(int rrset) {
    return Bytes.getInt(page, rrset + DATA_LENGTH);
  }
}
