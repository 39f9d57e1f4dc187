package dev.gslb.internal.exchange;

import dev.gslb.internal.table.PackedZone;
import dev.gslb.internal.table.RrsetLimit;
import dev.gslb.internal.wire.Bytes;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.RRset;
import dev.gslb.zone.RecordType;
import dev.gslb.zone.ZoneChange;
import org.xbill.DNS.ZoneTransferException;

/**
 * The steps of an incremental transfer, added up to one change (RFC 1995). A step that does not fit
 * what it is to change is an error, for then the two servers do not have the same zone.
 */
final class ZoneDelta {
  /** RFC 1035 section 3.3.13: the serial is the first of five numbers that end an SOA. */
  static final int SERIAL_FROM_END = 20;

  private final PackedZone base;
  private final ZoneDraft draft;
  private long serial;

  ZoneDelta(PackedZone base) {
    this.base = base;
    this.draft = new ZoneDraft(base, (type, rdata) -> rdata);
    this.serial = base.serial();
  }

  /** Begins a step, with the SOA that it starts from. */
  void begin(byte[] soa, DomainName owner) throws ZoneTransferException {
    if (!owner.equals(base.apex()) || serial(soa) != serial) {
      throw new ZoneTransferException("a change that does not begin with serial " + serial);
    }
  }

  /** Goes on with what a step adds, with the SOA that it leads to. */
  void soa(long ttlSeconds, byte[] soa, DomainName owner) throws ZoneTransferException {
    if (!owner.equals(base.apex())) {
      throw new ZoneTransferException("an SOA that is not the zone's");
    }
    serial = serial(soa);
    ZoneDraft.Content content = draft.at(owner, RecordType.SOA);
    content.clear();
    content.add(ttlSeconds, soa);
  }

  /** The serial of an SOA's RDATA. */
  static long serial(byte[] soa) {
    return Bytes.getInt(soa, soa.length - SERIAL_FROM_END) & 0xFFFF_FFFFL;
  }

  /** The serial of an SOA RRset. */
  static long serial(RRset soa) {
    return serial(soa.rdata(0));
  }

  /** Takes a record away, or adds one. */
  void record(boolean added, DomainName owner, RecordType type, long ttlSeconds, byte[] rdata)
      throws ZoneTransferException {
    ZoneDraft.Content content = draft.at(owner, type);
    boolean fits = added ? content.add(ttlSeconds, rdata) : content.remove(rdata);
    if (!fits) {
      throw new ZoneTransferException(
          owner + " " + type + (added ? " is added and there" : " is removed and not there"));
    }
  }

  /** The zone after all steps; it shares with the base what did not change. */
  PackedZone apply() {
    ZoneChange change = draft.change();
    change.added().forEach(RrsetLimit::check);
    return (PackedZone) base.with(change);
  }
}
