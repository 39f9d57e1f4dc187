package dev.gslb.internal.exchange;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** Takes records of the library to pieces. */
final class RecordOctets {
  /** Type, class, TTL and RDLENGTH, which stand between the owner and the RDATA. */
  private static final int FIXED_OCTETS = 10;

  private RecordOctets() {}

  /**
   * Returns the uncompressed RDATA, in the case given; null if the library read what it cannot
   * write, such as WKS without a bit map.
   */
  static byte @Nullable [] rdata(Record record) {
    try {
      byte[] wire = record.toWire(Section.ANSWER);
      return Arrays.copyOfRange(wire, record.getName().length() + FIXED_OCTETS, wire.length);
    } catch (RuntimeException e) {
      return null;
    }
  }
}
