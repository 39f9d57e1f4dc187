package dev.gslb.zone;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/**
 * The resource records of class IN that share one owner and one type (RFC 2181 section 5), as
 * uncompressed wire RDATA.
 */
public final class RRset {
  /** The highest TTL in seconds (RFC 2181 section 8). */
  public static final long MAX_TTL_SECONDS = Integer.MAX_VALUE;

  private final DomainName owner;
  private final RecordType type;
  private final int ttlSeconds;
  private final byte[][] rdata;

  private RRset(DomainName owner, RecordType type, int ttlSeconds, byte[][] rdata) {
    this.owner = owner;
    this.type = type;
    this.ttlSeconds = ttlSeconds;
    this.rdata = rdata;
  }

  /**
   * Parses the presentation form of each record's RDATA. Relative names in it are relative to the
   * root. Characters above 127 stand for their octets in UTF-8.
   *
   * @param owner the name that owns the records
   * @param type their type
   * @param ttlSeconds 0 to 2147483647
   * @param rdata one text a record, such as {@code 10 mail.example.com.}
   * @return the set, without duplicates
   * @throws RefusedException if a text is not valid RDATA of the type, the TTL is out of range, or
   *     there is no record
   */
  public static RRset of(DomainName owner, RecordType type, long ttlSeconds, String... rdata) {
    List<byte[]> wire = new ArrayList<>();
    for (String text : rdata) {
      try {
        wire.add(rdataOf(type.value(), text));
      } catch (IOException | RuntimeException e) {
        throw new RefusedException(
            owner + " " + type, text, "RDATA of type " + type + ": " + e.getMessage());
      }
    }
    return ofWire(owner, type, ttlSeconds, wire);
  }

  private static byte[] rdataOf(int type, String text) throws IOException {
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    if (RdataForm.isKnown(type)) {
      return RdataForm.read(type, new MasterWords(octets, 0, octets.length), Name.root);
    }
    String ascii = new String(MasterText.toAscii(octets), StandardCharsets.US_ASCII);
    return rdataOf(Record.fromString(Name.root, type, DClass.IN, 0, ascii, Name.root));
  }

  /**
   * Takes RDATA as it stands on the wire, with its names uncompressed. It is not parsed.
   *
   * @param owner the name that owns the records
   * @param type their type
   * @param ttlSeconds 0 to 2147483647
   * @param rdata 0 to 65535 octets each; copied
   * @return the set, without duplicates, in the order given
   * @throws RefusedException if the TTL or a length is out of range, or there is no record
   */
  public static RRset ofWire(
      DomainName owner, RecordType type, long ttlSeconds, List<byte[]> rdata) {
    String place = owner + " " + type;
    if (ttlSeconds < 0 || ttlSeconds > MAX_TTL_SECONDS) {
      throw new RefusedException(place, "TTL " + ttlSeconds, "0..2147483647");
    }
    if (rdata.isEmpty() || rdata.size() > 0xFFFF) {
      throw new RefusedException(place, rdata.size() + " records", "1..65535 records");
    }
    Set<ByteBuffer> distinct = new LinkedHashSet<>();
    for (byte[] one : rdata) {
      if (one.length > 0xFFFF) {
        throw new RefusedException(place, one.length + " octets of RDATA", "0..65535");
      }
      distinct.add(ByteBuffer.wrap(one.clone()));
    }
    byte[][] records = distinct.stream().map(ByteBuffer::array).toArray(byte[][]::new);
    return new RRset(owner, type, (int) ttlSeconds, records);
  }

  /** Extracts the uncompressed RDATA of a record, in the case given. */
  static byte[] rdataOf(Record record) {
    byte[] wire = record.toWire(org.xbill.DNS.Section.ANSWER);
    return Arrays.copyOfRange(wire, record.getName().length() + 10, wire.length);
  }

  /**
   * Returns the owner.
   *
   * @return the name that owns the records
   */
  public DomainName owner() {
    return owner;
  }

  /**
   * Returns the type.
   *
   * @return the RR type
   */
  public RecordType type() {
    return type;
  }

  /**
   * Returns the TTL.
   *
   * @return seconds
   */
  public int ttlSeconds() {
    return ttlSeconds;
  }

  /**
   * Counts the records.
   *
   * @return at least one
   */
  public int size() {
    return rdata.length;
  }

  /**
   * Returns one record's RDATA.
   *
   * @param index 0 to {@code size() - 1}
   * @return a copy of the uncompressed wire form
   */
  public byte[] rdata(int index) {
    return rdata[index].clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RRset that
        && owner.equals(that.owner)
        && type.equals(that.type)
        && ttlSeconds == that.ttlSeconds
        && Arrays.deepEquals(rdata, that.rdata);
  }

  @Override
  public int hashCode() {
    return 31 * owner.hashCode() + 7 * type.hashCode() + Arrays.deepHashCode(rdata);
  }

  /** Returns the records in master file form, a line each. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (byte[] one : rdata) {
      if (text.length() > 0) {
        text.append('\n');
      }
      text.append(owner).append(' ').append(ttlSeconds).append(" IN ").append(type).append(' ');
      text.append(rdataText(one));
    }
    return text.toString();
  }

  private String rdataText(byte[] one) {
    try {
      return Record.newRecord(Name.root, type.value(), DClass.IN, 0, one.length, one)
          .rdataToString();
    } catch (RuntimeException e) {
      return "\\# " + one.length + " (not RDATA of type " + type + ")";
    }
  }
}
