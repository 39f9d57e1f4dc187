package dev.gslb.internal.exchange;

import dev.gslb.internal.wire.Wire;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.RecordType;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * A record of an update's prerequisite or update section (RFC 2136 sections 2.4, 2.5).
 *
 * @param klass IN, or ANY or NONE with the meanings that these have there
 * @param rdata uncompressed; empty where there is none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and nobody changes the array
record UpdateRecord(DomainName owner, RecordType type, int klass, long ttlSeconds, byte[] rdata) {
  static final int NONE = DClass.NONE;
  static final int ANY = DClass.ANY;
  static final int IN = DClass.IN;

  private static final int NULL = 10;
  private static final int APL = 42;

  /**
   * Takes a record of a message.
   *
   * @throws UpdateRefusal if its RDATA is broken, or missing though its type must have some
   */
  static UpdateRecord of(Record record) throws UpdateRefusal {
    byte[] rdata = RecordOctets.rdata(record);
    if (rdata == null) {
      throw new UpdateRefusal(Wire.FORMERR, record.getName() + " has broken RDATA");
    }
    int type = record.getType();
    boolean unknown = Type.string(type).startsWith("TYPE");
    boolean mayBeEmpty = unknown || type == NULL || type == APL || record.getDClass() != IN;
    if (rdata.length == 0 && !mayBeEmpty) {
      throw new UpdateRefusal(Wire.FORMERR, record.getName() + " has no RDATA");
    }
    return new UpdateRecord(
        DomainName.fromWire(record.getName().toWire(), 0),
        new RecordType(type),
        record.getDClass(),
        record.getTTL(),
        rdata);
  }

  /** Whether the type is one that no zone has: ANY, AXFR, OPT and their like. */
  boolean isMeta() {
    return !type.isData();
  }

  boolean isAnyType() {
    return type.equals(RecordType.ANY);
  }

  boolean hasData() {
    return rdata.length > 0;
  }

  /** The form in which equal records are equal (RFC 4034 section 6.2). */
  static byte[] canonical(RecordType type, byte[] rdata) {
    if (type.equals(RecordType.A) || type.equals(RecordType.AAAA) || type.equals(RecordType.TXT)) {
      return rdata;
    }
    try {
      return Record.newRecord(Name.root, type.value(), DClass.IN, 0, rdata.length, rdata)
          .rdataToWireCanonical();
    } catch (RuntimeException e) {
      // Not RDATA of its type: equal to itself only.
      return rdata;
    }
  }
}
