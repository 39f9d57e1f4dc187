package dev.gslb.zone;

import org.xbill.DNS.Type;

/**
 * An RR type (RFC 9499 section 5, RFC 3597 for those without a mnemonic).
 *
 * @param value 0 to 65535, as registered with IANA
 */
public record RecordType(int value) {
  /** IPv4 address. */
  public static final RecordType A = new RecordType(1);

  /** Name server of a zone or a delegation. */
  public static final RecordType NS = new RecordType(2);

  /** Alias of one name (RFC 1034 section 3.6.2). */
  public static final RecordType CNAME = new RecordType(5);

  /** Start of a zone of authority. */
  public static final RecordType SOA = new RecordType(6);

  /** Text. */
  public static final RecordType TXT = new RecordType(16);

  /** IPv6 address (RFC 3596). */
  public static final RecordType AAAA = new RecordType(28);

  /** Alias of a subtree (RFC 6672). */
  public static final RecordType DNAME = new RecordType(39);

  /** Signature of an RRset (RFC 4034 section 3). */
  public static final RecordType RRSIG = new RecordType(46);

  /** Any type; a QTYPE only (RFC 8482). */
  public static final RecordType ANY = new RecordType(255);

  private static final int FIRST_META = 128;
  private static final int LAST_META = 255;

  /** Checks the range. */
  public RecordType {
    if (value < 0 || value > 0xFFFF) {
      throw new IllegalArgumentException("RR type " + value + " (expected: 0..65535)");
    }
  }

  /**
   * Parses a mnemonic or {@code TYPEn}.
   *
   * @param text such as {@code AAAA}, in any case
   * @return the type
   * @throws IllegalArgumentException if the mnemonic is unknown
   */
  public static RecordType of(String text) {
    int value = TypeNames.value(text);
    if (value < 0) {
      value = Type.value(text, true);
    }
    if (value < 0) {
      throw new IllegalArgumentException(
          "RR type " + text + " (expected: a mnemonic such as A, or TYPEn)");
    }
    return new RecordType(value);
  }

  /**
   * Says whether a zone may have records of the type.
   *
   * @return false for meta-types and those of questions only (RFC 6895 section 3.1)
   */
  public boolean isData() {
    return value != 0 && value != Type.OPT && (value < FIRST_META || value > LAST_META);
  }

  /** Returns the mnemonic, or {@code TYPEn}. */
  @Override
  public String toString() {
    return TypeNames.text(value);
  }
}
