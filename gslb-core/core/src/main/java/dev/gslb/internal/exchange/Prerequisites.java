package dev.gslb.internal.exchange;

import dev.gslb.internal.table.PackedZone;
import dev.gslb.internal.wire.Wire;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.RecordType;
import dev.gslb.zone.ZoneChange;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks what must hold for an update to be made (RFC 2136 section 3.2). */
final class Prerequisites {
  private Prerequisites() {}

  /**
   * Checks all.
   *
   * @throws UpdateRefusal if one does not hold, or means nothing
   */
  static void check(PackedZone zone, List<UpdateRecord> prerequisites) throws UpdateRefusal {
    Map<ZoneChange.Key, Set<ByteBuffer>> sets = new HashMap<>();
    for (UpdateRecord record : prerequisites) {
      DomainName owner = record.owner();
      if (record.ttlSeconds() != 0) {
        throw new UpdateRefusal(Wire.FORMERR, owner + ": a prerequisite with a TTL");
      }
      if (!owner.isAtOrBelow(zone.apex())) {
        throw new UpdateRefusal(Wire.NOTZONE, owner + " is outside the zone");
      }
      if (record.isMeta() && !record.isAnyType()) {
        throw new UpdateRefusal(Wire.FORMERR, owner + ": type " + record.type());
      }
      if (record.klass() == UpdateRecord.IN && !record.isAnyType()) {
        sets.computeIfAbsent(new ZoneChange.Key(owner, record.type()), unused -> new HashSet<>())
            .add(canonical(record.type(), record.rdata()));
      } else {
        checkExistence(zone, record);
      }
    }
    for (Map.Entry<ZoneChange.Key, Set<ByteBuffer>> set : sets.entrySet()) {
      if (!set.getValue().equals(records(zone, set.getKey()))) {
        throw new UpdateRefusal(Wire.NXRRSET, set.getKey().owner() + " has other records");
      }
    }
  }

  private static void checkExistence(PackedZone zone, UpdateRecord record) throws UpdateRefusal {
    boolean wanted = record.klass() == UpdateRecord.ANY;
    if (record.hasData() || (!wanted && record.klass() != UpdateRecord.NONE)) {
      throw new UpdateRefusal(Wire.FORMERR, record.owner() + ": a prerequisite of no known kind");
    }
    Set<RecordType> types = zone.types(record.owner(), true);
    boolean there = record.isAnyType() ? !types.isEmpty() : types.contains(record.type());
    if (there && !wanted) {
      int rcode = record.isAnyType() ? Wire.YXDOMAIN : Wire.YXRRSET;
      throw new UpdateRefusal(rcode, record.owner() + " is there");
    }
    if (!there && wanted) {
      int rcode = record.isAnyType() ? Wire.NXDOMAIN : Wire.NXRRSET;
      throw new UpdateRefusal(rcode, record.owner() + " is not there");
    }
  }

  private static Set<ByteBuffer> records(PackedZone zone, ZoneChange.Key key) {
    Set<ByteBuffer> records = new HashSet<>();
    zone.rrset(key.owner(), key.type())
        .ifPresent(
            rrset -> {
              for (int i = 0; i < rrset.size(); i++) {
                records.add(canonical(key.type(), rrset.rdata(i)));
              }
            });
    return records;
  }

  private static ByteBuffer canonical(RecordType type, byte[] rdata) {
    return ByteBuffer.wrap(UpdateRecord.canonical(type, rdata));
  }
}
