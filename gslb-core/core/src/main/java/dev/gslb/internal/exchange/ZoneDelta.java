package dev.gslb.internal.exchange;

import dev.gslb.internal.table.PackedZone;
import dev.gslb.internal.wire.Bytes;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.RRset;
import dev.gslb.zone.RecordType;
import dev.gslb.zone.ZoneChange;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.xbill.DNS.ZoneTransferException;

/**
 * The steps of an incremental transfer, added up to one change (RFC 1995). A step that does not fit
 * what it is to change is an error, for then the two servers do not have the same zone.
 */
final class ZoneDelta {
  /** RFC 1035 section 3.3.13: the serial is the first of five numbers that end an SOA. */
  private static final int SERIAL_FROM_END = 20;

  private final PackedZone base;
  private final Map<ZoneChange.Key, Edit> edits = new LinkedHashMap<>();
  private long serial;

  /** What an RRset is to be. */
  private static final class Edit {
    private final Set<ByteBuffer> records = new LinkedHashSet<>();
    private long ttlSeconds;
  }

  ZoneDelta(PackedZone base) {
    this.base = base;
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
    Edit edit = edit(owner, RecordType.SOA);
    edit.records.clear();
    edit.records.add(ByteBuffer.wrap(soa));
    edit.ttlSeconds = ttlSeconds;
  }

  private static long serial(byte[] soa) {
    return Bytes.getInt(soa, soa.length - SERIAL_FROM_END) & 0xFFFF_FFFFL;
  }

  /** Takes a record away, or adds one. */
  void record(boolean added, DomainName owner, RecordType type, long ttlSeconds, byte[] rdata)
      throws ZoneTransferException {
    Edit edit = edit(owner, type);
    boolean fits =
        added
            ? edit.records.add(ByteBuffer.wrap(rdata))
            : edit.records.remove(ByteBuffer.wrap(rdata));
    if (!fits) {
      throw new ZoneTransferException(
          owner + " " + type + (added ? " is added and there" : " is removed and not there"));
    }
    if (added) {
      edit.ttlSeconds = ttlSeconds;
    }
  }

  private Edit edit(DomainName owner, RecordType type) {
    return edits.computeIfAbsent(new ZoneChange.Key(owner, type), this::current);
  }

  private Edit current(ZoneChange.Key key) {
    Edit edit = new Edit();
    base.rrset(key.owner(), key.type())
        .ifPresent(
            rrset -> {
              edit.ttlSeconds = rrset.ttlSeconds();
              for (int i = 0; i < rrset.size(); i++) {
                edit.records.add(ByteBuffer.wrap(rrset.rdata(i)));
              }
            });
    return edit;
  }

  /** The zone after all steps; it shares with the base what did not change. */
  PackedZone apply() {
    List<ZoneChange.Key> removed = new ArrayList<>();
    List<RRset> added = new ArrayList<>();
    edits.forEach(
        (key, edit) -> {
          if (edit.records.isEmpty()) {
            removed.add(key);
          } else {
            List<byte[]> rdata = edit.records.stream().map(ByteBuffer::array).toList();
            added.add(RRset.ofWire(key.owner(), key.type(), edit.ttlSeconds, rdata));
          }
        });
    return (PackedZone) base.with(new ZoneChange(removed, added));
  }
}
