package dev.gslb.internal.exchange;

import dev.gslb.internal.wire.Bytes;
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

  /**
   * Reads the record that a message ends with.
   *
   * @param message a whole message
   * @param start where its last record begins
   * @return null if there is no TSIG record in due form
   */
  static @Nullable TsigRecord read(byte[] message, int length, int start) {
    DomainName key = name(message, start, length);
    if (key == null) {
      return null;
    }
    int at = start + key.wireLength();
    if (at + FIXED > length
        || Bytes.getShort(message, at) != TYPE
        || Bytes.getShort(message, at + 2) != CLASS_ANY
        || Bytes.getInt(message, at + 4) != 0
        || at + FIXED + Bytes.getShort(message, at + 8) != length) {
      return null;
    }
    at += FIXED;
    DomainName algorithm = name(message, at, length);
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

  private static @Nullable DomainName name(byte[] message, int from, int length) {
    // Neither name may be compressed (RFC 8945 section 4.2).
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
