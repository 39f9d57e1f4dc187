package dev.gslb.internal.exchange;

import dev.gslb.internal.table.PackedZone;
import dev.gslb.internal.wire.Bytes;
import dev.gslb.internal.wire.Wire;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.RRset;
import dev.gslb.zone.RecordType;
import dev.gslb.zone.ZoneChange;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.xbill.DNS.Serial;

/**
 * Makes the changes of an update, one record after the other (RFC 2136 section 3.4). What a rule of
 * section 3.4.2 tells to ignore is ignored. One thread.
 */
final class UpdateSteps {
  private static final RecordType NSEC = new RecordType(47);
  private static final RecordType WKS = new RecordType(11);
  private static final int WKS_KEY_OCTETS = 5;

  private final PackedZone zone;
  private final ZoneDraft draft;
  private boolean serialGiven;

  private UpdateSteps(PackedZone zone) {
    this.zone = zone;
    this.draft = new ZoneDraft(zone, UpdateRecord::canonical);
  }

  /**
   * Says what an update changes, the serial raised by one if the update does not set it.
   *
   * @return without anything if all is as it is to be
   * @throws UpdateRefusal if it touches what policies answer
   */
  static ZoneChange change(PackedZone zone, List<UpdateRecord> updates) throws UpdateRefusal {
    UpdateSteps steps = new UpdateSteps(zone);
    for (UpdateRecord record : updates) {
      steps.apply(record);
    }
    return steps.change();
  }

  /**
   * Checks the records' form before any is looked at closer (RFC 2136 section 3.4.1).
   *
   * @throws UpdateRefusal if one means nothing
   */
  static void scan(DomainName apex, List<UpdateRecord> updates) throws UpdateRefusal {
    for (UpdateRecord record : updates) {
      if (!record.owner().isAtOrBelow(apex)) {
        throw new UpdateRefusal(Wire.NOTZONE, record.owner() + " is outside the zone");
      }
      boolean right =
          switch (record.klass()) {
            case UpdateRecord.IN -> !record.isMeta() && record.ttlSeconds() <= Integer.MAX_VALUE;
            case UpdateRecord.ANY ->
                record.ttlSeconds() == 0
                    && !record.hasData()
                    && (record.isAnyType() || !record.isMeta());
            case UpdateRecord.NONE -> record.ttlSeconds() == 0 && !record.isMeta();
            default -> false;
          };
      if (!right) {
        throw new UpdateRefusal(Wire.FORMERR, record.owner() + ": an update of no known kind");
      }
    }
  }

  private void apply(UpdateRecord record) throws UpdateRefusal {
    switch (record.klass()) {
      case UpdateRecord.IN -> add(record);
      case UpdateRecord.ANY -> {
        if (record.isAnyType()) {
          for (RecordType type : draft.types(record.owner())) {
            if (!isOfPolicy(record.owner(), type)) {
              clear(record.owner(), type);
            }
          }
        } else {
          clear(record.owner(), record.type());
        }
      }
      default -> remove(record);
    }
  }

  private void add(UpdateRecord record) throws UpdateRefusal {
    DomainName owner = record.owner();
    RecordType type = record.type();
    requireRecords(owner, type);
    if (type.equals(RecordType.SOA)) {
      setSoa(record);
      return;
    }
    Set<RecordType> there = draft.types(owner);
    boolean alias = type.equals(RecordType.CNAME);
    if (alias
        ? there.stream().anyMatch(UpdateSteps::excludesAlias)
        : excludedByAlias(there, type)) {
      return;
    }
    ZoneDraft.Content content = draft.at(owner, type);
    if (alias || type.equals(RecordType.DNAME)) {
      content.clear();
    } else if (type.equals(WKS)) {
      content.rdata().stream()
          .filter(other -> Arrays.equals(wksKey(other), wksKey(record.rdata())))
          .findFirst()
          .ifPresent(content::remove);
    }
    content.add(record.ttlSeconds(), record.rdata());
  }

  private static byte[] wksKey(byte[] rdata) {
    return Arrays.copyOf(rdata, WKS_KEY_OCTETS);
  }

  private static boolean excludedByAlias(Set<RecordType> there, RecordType added) {
    return there.contains(RecordType.CNAME) && excludesAlias(added);
  }

  /** RFC 2181 section 10.1, RFC 4034 section 3: what cannot stand beside an alias. */
  private static boolean excludesAlias(RecordType type) {
    return !type.equals(RecordType.CNAME) && !type.equals(RecordType.RRSIG) && !type.equals(NSEC);
  }

  private void setSoa(UpdateRecord record) {
    if (!record.owner().equals(zone.apex()) || record.rdata().length < ZoneDelta.SERIAL_FROM_END) {
      return;
    }
    ZoneDraft.Content soa = draft.at(zone.apex(), RecordType.SOA);
    byte[] before = soa.rdata().iterator().next();
    long serial = ZoneDelta.serial(record.rdata());
    // Newer than the zone's too: several steps, each of them upward, may lead around the circle.
    if (Serial.compare(serial, ZoneDelta.serial(before)) > 0
        && Serial.compare(serial, zone.serial()) > 0) {
      soa.clear();
      soa.add(record.ttlSeconds(), record.rdata());
      serialGiven = true;
    }
  }

  private void clear(DomainName owner, RecordType type) throws UpdateRefusal {
    requireRecords(owner, type);
    if (!owner.equals(zone.apex()) || !isNeeded(type)) {
      draft.at(owner, type).clear();
    }
  }

  private void remove(UpdateRecord record) throws UpdateRefusal {
    DomainName owner = record.owner();
    RecordType type = record.type();
    requireRecords(owner, type);
    ZoneDraft.Content content = draft.at(owner, type);
    boolean last = content.size() == 1;
    if (owner.equals(zone.apex())
        && (type.equals(RecordType.SOA) || (type.equals(RecordType.NS) && last))) {
      return;
    }
    content.remove(record.rdata());
  }

  private static boolean isNeeded(RecordType type) {
    return type.equals(RecordType.SOA) || type.equals(RecordType.NS);
  }

  private void requireRecords(DomainName owner, RecordType type) throws UpdateRefusal {
    if (isOfPolicy(owner, type)) {
      throw new UpdateRefusal(Wire.REFUSED, owner + " " + type + " is answered by a policy");
    }
  }

  private boolean isOfPolicy(DomainName owner, RecordType type) {
    return zone.types(owner, true).contains(type) && !zone.types(owner, false).contains(type);
  }

  private ZoneChange change() {
    ZoneChange change = draft.change();
    boolean nothing = change.added().isEmpty() && change.removed().isEmpty();
    if (nothing || serialGiven) {
      return change;
    }
    RRset raised = raisedSoa(zone);
    ZoneDraft.Content soa = draft.at(zone.apex(), RecordType.SOA);
    soa.clear();
    soa.add(raised.ttlSeconds(), raised.rdata(0));
    return draft.change();
  }

  /** The SOA of a zone with the next serial. */
  static RRset raisedSoa(PackedZone zone) {
    RRset soa = zone.rrset(zone.apex(), RecordType.SOA).orElseThrow();
    byte[] raised = soa.rdata(0);
    Bytes.putInt(
        raised, raised.length - ZoneDelta.SERIAL_FROM_END, (int) next(ZoneDelta.serial(raised)));
    return RRset.ofWire(zone.apex(), RecordType.SOA, soa.ttlSeconds(), List.of(raised));
  }

  /** RFC 2136 section 7.13: a serial of 0 is passed over. */
  private static long next(long serial) {
    return serial == 0xFFFF_FFFFL ? 1 : serial + 1;
  }
}
