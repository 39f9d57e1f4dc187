package dev.gslb.internal.exchange;

import dev.gslb.internal.wire.Bytes;
import dev.gslb.internal.wire.Wire;
import dev.gslb.internal.wire.WireName;
import dev.gslb.zone.DomainName;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A TSIG record (RFC 8945 section 4.2).
 *
 * @param start where it begins in its message: the rest is what was signed
 * @param key the key's name
 * @param algorithm the algorithm's name
 * @param timeSigned seconds since 1970, 48 bits
 * @param fudge how many seconds clocks may differ
 * @param mac the signature; empty in an error that could not be signed
 * @param originalId the message's id when it was signed
 * @param error an extended RCODE
 * @param other the server's time, in a BADTIME error
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and nobody changes the arrays
record TsigRecord(
    int start,
    DomainName key,
    DomainName algorithm,
    long timeSigned,
    int fudge,
    byte[] mac,
    int originalId,
    int error,
    byte[] other) {
  static final int TYPE = 250;
  static final int CLASS_ANY = 255;

  private static final int FIXED = 10;

  /** The two top bits of an octet that begins a compression pointer. */
  private static final int POINTER = 0xC0;

  /** With its length octet. */
  private static final int LONGEST_LABEL = 64;

  /**
   * Reads the record that a message ends with.
   *
   * @param message a whole message
   * @param start where its last record begins
   * @return null if there is no TSIG record in due form
   */
  static @Nullable TsigRecord read(byte[] message, int length, int start) {
    DomainName key = owner(message, start, length);
    int at = endOfName(message, start, length);
    if (key == null
        || at + FIXED > length
        || Bytes.getShort(message, at) != TYPE
        || Bytes.getShort(message, at + 2) != CLASS_ANY
        || Bytes.getInt(message, at + 4) != 0
        || at + FIXED + Bytes.getShort(message, at + 8) != length) {
      return null;
    }
    at += FIXED;
    DomainName algorithm = algorithm(message, at, length);
    if (algorithm == null) {
      return null;
    }
    at += algorithm.wireLength();
    if (at + 10 > length) {
      return null;
    }
    long time =
        ((long) Bytes.getShort(message, at) << 32) | (Bytes.getInt(message, at + 2) & 0xFFFF_FFFFL);
    int fudge = Bytes.getShort(message, at + 6);
    int macLength = Bytes.getShort(message, at + 8);
    int mac = at + 10;
    at = mac + macLength;
    if (at + 6 > length || at + 6 + Bytes.getShort(message, at + 4) != length) {
      return null;
    }
    return new TsigRecord(
        start,
        key,
        algorithm,
        time,
        fudge,
        Arrays.copyOfRange(message, mac, at),
        Bytes.getShort(message, at),
        Bytes.getShort(message, at + 2),
        Arrays.copyOfRange(message, at + 6, length));
  }

  /** The key's name, which may be compressed as the owner of any record; null if it is broken. */
  private static @Nullable DomainName owner(byte[] message, int start, int length) {
    byte[] name = new byte[WireName.MAX_LENGTH];
    int size = 0;
    int at = start;
    int earliest = start;
    while (at < length) {
      int octet = message[at] & 0xFF;
      if (octet >= POINTER) {
        int target = at + 1 < length ? Bytes.getShort(message, at) & ~(POINTER << 8) : length;
        // Each pointer leads to what stood there before (RFC 1035 section 4.1.4), so there is an
        // end.
        if (target >= earliest || target < Wire.HEADER_LENGTH) {
          return null;
        }
        earliest = target;
        at = target;
      } else {
        int label = octet + 1;
        if (label > LONGEST_LABEL || at + label > length || size + label > name.length) {
          return null;
        }
        System.arraycopy(message, at, name, size, label);
        if (octet == 0) {
          return DomainName.fromWire(name, 0);
        }
        size += label;
        at += label;
      }
    }
    return null;
  }

  /** Where a name that {@link #owner} could read ends. */
  private static int endOfName(byte[] message, int start, int length) {
    int at = start;
    while (at < length && message[at] > 0) {
      at += message[at] + 1;
    }
    return at < length && message[at] == 0 ? at + 1 : at + 2;
  }

  /** The algorithm's name, which nobody compresses: names in RDATA of new types never are. */
  private static @Nullable DomainName algorithm(byte[] message, int from, int length) {
    return new WireName().read(message, from, length) < 0
        ? null
        : DomainName.fromWire(message, from);
  }

  /** The record's octets. */
  byte[] toWire() {
    ByteArrayOutputStream rdata = new ByteArrayOutputStream();
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    try (DataOutputStream data = new DataOutputStream(rdata);
        DataOutputStream out = new DataOutputStream(octets)) {
      data.write(algorithm.canonicalWire());
      writeTime(data);
      data.writeShort(mac.length);
      data.write(mac);
      data.writeShort(originalId);
      data.writeShort(error);
      data.writeShort(other.length);
      data.write(other);
      out.write(key.canonicalWire());
      out.writeShort(TYPE);
      out.writeShort(CLASS_ANY);
      out.writeInt(0);
      out.writeShort(rdata.size());
      rdata.writeTo(out);
      return octets.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The TSIG variables, which are signed after the message (RFC 8945 section 4.3.3). */
  byte[] variables() {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(octets)) {
      out.write(key.canonicalWire());
      out.writeShort(CLASS_ANY);
      out.writeInt(0);
      out.write(algorithm.canonicalWire());
      writeTime(out);
      out.writeShort(error);
      out.writeShort(other.length);
      out.write(other);
      return octets.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The TSIG timers, signed with the further messages of an answer (section 5.3.1). */
  byte[] timers() {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(octets)) {
      writeTime(out);
      return octets.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void writeTime(DataOutputStream out) throws IOException {
    out.writeShort((int) (timeSigned >>> 32));
    out.writeInt((int) timeSigned);
    out.writeShort(fudge);
  }
}
