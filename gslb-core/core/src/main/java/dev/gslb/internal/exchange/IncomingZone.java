package dev.gslb.internal.exchange;

import dev.gslb.internal.table.PackedZone;
import dev.gslb.internal.table.PackedZoneEditor;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.Problem;
import dev.gslb.zone.RecordType;
import dev.gslb.zone.RefusedException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;
import org.xbill.DNS.ZoneTransferException;
import org.xbill.DNS.ZoneTransferIn.ZoneTransferHandler;

/** Makes a zone of the records of one transfer. The first that is wrong ends it. One thread. */
final class IncomingZone implements ZoneTransferHandler {
  private static final String SOURCE = "the transfer";

  /** Octets of owners and RDATA together, so that large records are bounded too. */
  private static final long OCTETS_PER_RECORD = 256;

  private final DomainName apex;
  private final @Nullable PackedZone base;
  private final int maxRecords;
  private @Nullable PackedZoneEditor whole;
  private @Nullable ZoneDelta delta;
  private @Nullable Record soa;
  private boolean ended;
  private boolean adding;
  private int records;
  private long octets;
  private byte[] lastOwner = {};
  private DomainName lastName = DomainName.ROOT;

  /**
   * Waits for records.
   *
   * @param base what changes may be told of; null if only a whole zone is asked for
   */
  IncomingZone(DomainName apex, @Nullable PackedZone base, int maxRecords) {
    this.apex = apex;
    this.base = base;
    this.maxRecords = maxRecords;
  }

  @Override
  public void startAXFR() {
    whole = new PackedZoneEditor(apex).limited();
  }

  @Override
  public void startIXFR() throws ZoneTransferException {
    if (base == null) {
      throw new ZoneTransferException("changes of a zone that is not here");
    }
    delta = new ZoneDelta(base);
  }

  @Override
  public void startIXFRDeletes(Record before) throws ZoneTransferException {
    adding = false;
    delta().begin(rdata(before), owner(before));
  }

  @Override
  public void startIXFRAdds(Record after) throws ZoneTransferException {
    adding = true;
    delta().soa(after.getTTL(), rdata(after), owner(after));
  }

  private ZoneDelta delta() throws ZoneTransferException {
    if (delta == null) {
      throw new ZoneTransferException("changes without a beginning");
    }
    return delta;
  }

  @Override
  public void handleRecord(Record record) throws ZoneTransferException {
    byte[] rdata = rdata(record);
    DomainName owner = owner(record);
    count(owner.wireLength() + rdata.length);
    int type = record.getType();
    if (record.getDClass() != DClass.IN || !new RecordType(type).isData()) {
      throw wrong(record, "no data of a zone of class IN");
    }
    if (delta != null) {
      if (!owner.isAtOrBelow(apex)) {
        throw wrong(record, "outside the zone");
      }
      delta.record(adding, owner, new RecordType(type), record.getTTL(), rdata);
    } else if (whole != null && type == Type.SOA) {
      soa(record, owner, rdata);
    } else if (whole != null) {
      add(whole, record, owner, rdata);
    }
  }

  /** RFC 5936 section 2.2: the zone's SOA is the first record and, the same again, the last. */
  private void soa(Record record, DomainName owner, byte[] rdata) throws ZoneTransferException {
    if (!owner.equals(apex)) {
      throw wrong(record, "an SOA that is not the zone's");
    }
    if (soa == null && whole != null) {
      soa = record;
      add(whole, record, owner, rdata);
    } else if (soa != null && Arrays.equals(rdata(soa), rdata)) {
      ended = true;
    } else {
      throw wrong(record, "an SOA that differs from the first");
    }
  }

  private void add(PackedZoneEditor zone, Record record, DomainName owner, byte[] rdata)
      throws ZoneTransferException {
    RecordType type = new RecordType(record.getType());
    Problem problem = zone.add(owner, type, record.getTTL(), rdata, SOURCE, () -> SOURCE);
    if (problem != null) {
      throw new ZoneTransferException(problem.toString());
    }
  }

  private void count(int size) throws ZoneTransferException {
    octets += size;
    if (++records > maxRecords || octets > maxRecords * OCTETS_PER_RECORD) {
      throw new ZoneTransferException("more than " + maxRecords + " records, or as many octets");
    }
  }

  private static ZoneTransferException wrong(Record record, String what) {
    return new ZoneTransferException(
        record.getName() + " " + Type.string(record.getType()) + ": " + what);
  }

  private DomainName owner(Record record) {
    byte[] wire = record.getName().toWire();
    if (!Arrays.equals(wire, lastOwner)) {
      lastOwner = wire;
      lastName = DomainName.fromWire(wire, 0);
    }
    return lastName;
  }

  private static byte[] rdata(Record record) throws ZoneTransferException {
    byte[] rdata = RecordOctets.rdata(record);
    if (rdata == null) {
      throw wrong(record, "broken RDATA");
    }
    return rdata;
  }

  /**
   * Makes the zone, when all of it was received.
   *
   * @throws RefusedException if it is no zone
   */
  PackedZone zone() throws ZoneTransferException {
    if (delta != null) {
      return delta.apply();
    }
    if (whole == null || !ended) {
      throw new ZoneTransferException("no zone was sent");
    }
    List<Problem> problems = whole.problems();
    if (!problems.isEmpty()) {
      throw new RefusedException(problems);
    }
    return whole.freeze();
  }
}
