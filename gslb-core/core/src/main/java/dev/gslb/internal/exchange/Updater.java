package dev.gslb.internal.exchange;

import dev.gslb.internal.snapshot.SnapshotCell;
import dev.gslb.internal.snapshot.ZoneView;
import dev.gslb.internal.table.PackedZone;
import dev.gslb.internal.table.RrsetLimit;
import dev.gslb.internal.wire.Wire;
import dev.gslb.spi.UpdateGrant;
import dev.gslb.spi.ZoneJournal;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.RRset;
import dev.gslb.zone.RecordType;
import dev.gslb.zone.RefusedException;
import dev.gslb.zone.ZoneChange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 *   wait until all known updates are served -> prerequisites, permission, change
 *     -> append after the last known one -- added -----> wait until it is served -> NOERROR
 *                 ^                      \-- overtaken -> wait until that one is served --+
 *                 +----------------------------------------------------------------------+
 */

/** Makes updates (RFC 2136, RFC 3007), one at a time. One thread. */
final class Updater {
  private static final Logger LOG = LoggerFactory.getLogger(Updater.class);

  private final SnapshotCell cell;
  private final DynamicZones zones;
  private final ZoneJournal journal;

  /** Makes updates durable in a journal. */
  Updater(SnapshotCell cell, DynamicZones zones, ZoneJournal journal) {
    this.cell = cell;
    this.zones = zones;
    this.journal = journal;
  }

  /**
   * Makes one update.
   *
   * @param message without its signature
   * @param grants what is permitted to the client
   * @param who the client, for the log
   * @param deadlineNanos when the client is told SERVFAIL at the latest; the update may still be
   *     made then
   * @return the RCODE to answer with
   */
  int update(byte[] message, List<UpdateGrant> grants, String who, long deadlineNanos)
      throws InterruptedException {
    try {
      if (System.nanoTime() - deadlineNanos > 0) {
        throw new TimeoutException("too many are before it");
      }
      UpdateMessage update = UpdateMessage.read(message);
      make(update, grants, who, deadlineNanos);
      return Wire.NOERROR;
    } catch (UpdateRefusal e) {
      LOG.info("An update of {} is refused: {}", who, e.getMessage());
      return e.rcode();
    } catch (TimeoutException e) {
      LOG.warn("An update of {} waits for the journal too long: {}", who, e.getMessage());
      return Wire.SERVFAIL;
    } catch (ExecutionException e) {
      LOG.warn("An update of {} cannot be kept: {}", who, String.valueOf(e.getCause()));
      return Wire.SERVFAIL;
    }
  }

  private void make(UpdateMessage update, List<UpdateGrant> grants, String who, long deadline)
      throws UpdateRefusal, InterruptedException, TimeoutException, ExecutionException {
    DomainName apex = update.apex();
    long position = zones.await(apex, ZoneJournal.START, deadline);
    while (true) {
      PackedZone zone = zone(apex);
      ZoneChange change = change(zone, update, grants);
      if (change.added().isEmpty()) {
        // Else at least the SOA is another.
        LOG.info("{} asked for nothing new in {}: serial {}", who, apex, zone.serial());
        return;
      }
      long left = deadline - System.nanoTime();
      boolean added =
          journal
              .append(apex, position, zones.update(apex, change))
              .get(left, TimeUnit.NANOSECONDS);
      position = zones.await(apex, position + 1, deadline);
      if (added) {
        LOG.info("{} updated {}: serial {}", who, apex, zone(apex).serial());
        return;
      }
    }
  }

  private PackedZone zone(DomainName apex) throws UpdateRefusal {
    ZoneView view = ExchangeDesk.zone(cell.get(), apex);
    if (view == null) {
      throw new UpdateRefusal(Wire.NOTAUTH, apex + " is not served here");
    }
    PackedZone zone = view.zone();
    if (zone.isSigned()) {
      throw new UpdateRefusal(Wire.REFUSED, apex + " is signed elsewhere");
    }
    return zone;
  }

  private ZoneChange change(PackedZone zone, UpdateMessage update, List<UpdateGrant> grants)
      throws UpdateRefusal {
    Prerequisites.check(zone, update.prerequisites());
    UpdateSteps.scan(zone.apex(), update.updates());
    for (UpdateRecord record : update.updates()) {
      if (record.isAnyType()) {
        for (RecordType type : zone.types(record.owner(), false)) {
          // Deleting all of the apex leaves these alone (RFC 2136 section 3.4.2.3).
          boolean stays = type.equals(RecordType.SOA) || type.equals(RecordType.NS);
          if (!stays || !record.owner().equals(zone.apex())) {
            require(grants, record.owner(), type);
          }
        }
      } else {
        require(grants, record.owner(), record.type());
      }
    }
    try {
      ZoneChange change = forgetting(zone, update, UpdateSteps.change(zone, update.updates()));
      change.added().forEach(RrsetLimit::check);
      if (((PackedZone) zone.with(change)).isSigned()) {
        // It would be the last one: a zone that is signed takes no updates.
        throw new UpdateRefusal(Wire.REFUSED, zone.apex() + " would be signed");
      }
      return change;
    } catch (RefusedException e) {
      throw new UpdateRefusal(Wire.REFUSED, e.problems().get(0).toString());
    }
  }

  /** What did not fit the zone at the names of an update goes. */
  private ZoneChange forgetting(PackedZone zone, UpdateMessage update, ZoneChange change) {
    Set<DomainName> owners = new HashSet<>();
    update.updates().forEach(record -> owners.add(record.owner()));
    List<ZoneChange.Key> removed = new ArrayList<>(zones.leftOut(zone, owners));
    removed.removeIf(
        key ->
            change.added().stream()
                .anyMatch(
                    rrset -> rrset.owner().equals(key.owner()) && rrset.type().equals(key.type())));
    if (removed.isEmpty()) {
      return change;
    }
    removed.addAll(change.removed());
    List<RRset> added =
        change.added().isEmpty() ? List.of(UpdateSteps.raisedSoa(zone)) : change.added();
    return new ZoneChange(removed, added);
  }

  private static void require(List<UpdateGrant> grants, DomainName owner, RecordType type)
      throws UpdateRefusal {
    if (grants.stream().noneMatch(grant -> grant.covers(owner, type))) {
      throw new UpdateRefusal(Wire.REFUSED, owner + " " + type + " is not granted");
    }
  }
}
