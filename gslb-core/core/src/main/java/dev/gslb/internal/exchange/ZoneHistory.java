package dev.gslb.internal.exchange;

import dev.gslb.internal.table.NodeCursor;
import dev.gslb.internal.table.PackedZone;
import dev.gslb.internal.table.TableDifference;
import dev.gslb.internal.wire.Bytes;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.RRset;
import dev.gslb.zone.RecordType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Serial;

/**
 * The latest changes of each zone, so that a server which has an older serial can be sent those
 * alone (RFC 1995). In memory: after a start, the first transfer is of the whole zone. Any thread.
 */
public final class ZoneHistory {
  /** Makes an empty history. */
  public ZoneHistory() {}

  /** A longer chain of changes is worth less than the zone. */
  private static final int MOST_STEPS = 200;

  /** Records of all changes of one zone together. */
  private static final int MOST_RECORDS = 100_000;

  /** So many are kept of a small zone too. */
  private static final int FEWEST_RECORDS = 1_000;

  private final Map<DomainName, Changes> zones = new HashMap<>();

  /** A record as it stands in a transfer. */
  @SuppressWarnings("ArrayRecordComponent") // never compared, and nobody changes the arrays
  record Item(byte[] owner, int type, int ttlSeconds, byte[] rdata) {}

  /**
   * One change of a zone.
   *
   * @param before the SOA that the change begins with
   * @param after the SOA that it ends with
   * @param removed what went
   * @param added what came
   * @param hasPolicies whether policies answer names before it or after it; of those it says
   *     nothing
   */
  record Step(Item before, Item after, List<Item> removed, List<Item> added, boolean hasPolicies) {
    int size() {
      return removed.size() + added.size();
    }

    long from() {
      return serial(before);
    }

    private static long serial(Item soa) {
      return Bytes.getInt(soa.rdata(), soa.rdata().length - 20) & 0xFFFF_FFFFL;
    }
  }

  /** What is known of one zone. */
  private static final class Changes {
    private final Deque<Step> steps = new ArrayDeque<>();
    private PackedZone latest;
    private int records;

    /** Who has the serial of the latest version may have something else than that version. */
    private boolean ambiguous;

    Changes(PackedZone latest, boolean ambiguous) {
      this.latest = latest;
      this.ambiguous = ambiguous;
    }
  }

  /**
   * Takes note of a version of a zone; versions come in the order in which they were served, on one
   * thread. The difference is made outside the lock, which transfers wait for.
   *
   * @param isFirst whether no version was served before the first one that is noted
   */
  void note(PackedZone zone, boolean isFirst) {
    PackedZone before = latest(zone, isFirst);
    if (before == null) {
      return;
    }
    boolean newer = Serial.compare(zone.serial(), before.serial()) > 0;
    Step step = newer ? step(before, zone) : null;
    boolean same = zone.serial() == before.serial() && !hasChanged(before, zone);
    synchronized (this) {
      Changes changes = zones.get(zone.apex());
      if (changes != null) {
        changes.latest = zone;
        if (!same) {
          // A serial that went back or around, or other content under the same one.
          boolean ambiguous = !newer || isBehind(changes, zone.serial());
          add(changes, ambiguous ? null : step);
          changes.ambiguous = ambiguous;
        }
      }
    }
  }

  /** The version before, or null if this is the first one. */
  private synchronized @Nullable PackedZone latest(PackedZone zone, boolean isFirst) {
    Changes changes = zones.putIfAbsent(zone.apex(), new Changes(zone, !isFirst));
    return changes == null ? null : changes.latest;
  }

  /** Forgets a zone. */
  synchronized void forget(DomainName apex) {
    zones.remove(apex);
  }

  /** Forgets zones of which not all versions were noted. */
  synchronized void forget(Predicate<DomainName> which) {
    zones.keySet().removeIf(which);
  }

  /** Takes note that transfers of some zones say something else now, under the same serials. */
  synchronized void forgetSteps(Predicate<DomainName> which) {
    zones.forEach(
        (apex, changes) -> {
          if (which.test(apex)) {
            forget(changes);
            changes.ambiguous = true;
          }
        });
  }

  private static boolean hasChanged(PackedZone before, PackedZone after) {
    return hasPolicies(before) != hasPolicies(after)
        || !TableDifference.give(
            before.table(), after.table(), (added, key, node, rrset, record) -> false);
  }

  private static boolean hasPolicies(PackedZone zone) {
    return zone.gslbNameList().size() > 0;
  }

  private static boolean isBehind(Changes changes, long serial) {
    return changes.steps.stream().anyMatch(step -> step.from() == serial);
  }

  private static void forget(Changes changes) {
    changes.steps.clear();
    changes.records = 0;
  }

  private static void add(Changes changes, @Nullable Step step) {
    if (step == null || changes.ambiguous) {
      forget(changes);
      return;
    }
    changes.steps.add(step);
    changes.records += step.size();
    // RFC 1995 section 5: a difference that is longer than the zone is of no use.
    int most = most(changes.latest);
    while (changes.steps.size() > MOST_STEPS || changes.records > most) {
      changes.records -= changes.steps.remove().size();
    }
  }

  private static int most(PackedZone zone) {
    return Math.min(MOST_RECORDS, Math.max(FEWEST_RECORDS, zone.rrsetCount()));
  }

  /**
   * The difference of two versions, or null if it is too large to be kept. A serial that moves
   * alone is none either: it was raised because somebody may have other content under the one
   * before.
   */
  private static @Nullable Step step(PackedZone before, PackedZone after) {
    List<Item> removed = new ArrayList<>();
    List<Item> added = new ArrayList<>();
    byte[] apex = after.apex().canonicalWire();
    int most = most(after);
    boolean all =
        TableDifference.give(
            before.table(),
            after.table(),
            (isAdded, key, node, rrset, record) -> {
              byte[] owner = TableDifference.owner(key, apex);
              byte[] bytes = node.bytes();
              int length = Bytes.getShort(bytes, record);
              byte[] rdata = Arrays.copyOfRange(bytes, record + 2, record + 2 + length);
              (isAdded ? added : removed).add(item(owner, node, rrset, rdata));
              return removed.size() + added.size() <= most;
            });
    Step step =
        new Step(
            soa(before), soa(after), removed, added, hasPolicies(before) || hasPolicies(after));
    return all && step.size() > 0 ? step : null;
  }

  private static Item item(byte[] owner, NodeCursor node, int rrset, byte[] rdata) {
    int type = node.type(rrset);
    return new Item(
        owner, type, Transfer.ttlSeconds(type, node.ttlSeconds(rrset), rdata, 0), rdata);
  }

  private static Item soa(PackedZone zone) {
    RRset soa = zone.rrset(zone.apex(), RecordType.SOA).orElseThrow();
    return new Item(
        zone.apex().canonicalWire(), RecordType.SOA.value(), soa.ttlSeconds(), soa.rdata(0));
  }

  /**
   * The changes from a serial to a version of a zone.
   *
   * @return empty if they are not known
   */
  synchronized List<Step> since(long serial, PackedZone zone) {
    Changes changes = zones.get(zone.apex());
    if (changes == null || changes.latest.serial() != zone.serial()) {
      return List.of();
    }
    List<Step> steps = new ArrayList<>();
    boolean found = false;
    for (Step step : changes.steps) {
      found = found || step.from() == serial;
      if (found) {
        steps.add(step);
      }
    }
    return steps;
  }
}
