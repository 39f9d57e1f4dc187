package dev.gslb.internal.exchange;

import dev.gslb.internal.table.PackedZone;
import dev.gslb.spi.Command;
import dev.gslb.spi.ControlPort;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.RefusedException;
import dev.gslb.zone.Zone;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The zones of others that are served beside the declared ones. Commands are submitted under one
 * lock, so that none that replaces all zones brings back an older one. Safe for any thread.
 */
final class HeldZones {
  private final ControlPort control;
  private final AbsentZones absent;
  private final Map<DomainName, PackedZone> held = new HashMap<>(); // guarded by this
  private Set<DomainName> wanted = Set.of(); // guarded by this
  private Set<DomainName> declared = Set.of(); // guarded by this

  HeldZones(ControlPort control, AbsentZones absent) {
    this.control = control;
    this.absent = absent;
  }

  /** Holds a zone that the next {@link #apply} is to serve. */
  synchronized void restore(PackedZone zone) {
    held.put(zone.apex(), zone);
  }

  /** Whether a zone is declared, which hides one that is held. */
  synchronized boolean isDeclared(DomainName apex) {
    return declared.contains(apex);
  }

  /** What is held of a zone; null if nothing is. */
  synchronized @Nullable PackedZone get(DomainName apex) {
    return held.get(apex);
  }

  /** Serves these zones and the held ones, and no others. A declared zone hides a held one. */
  synchronized CompletableFuture<Long> apply(Collection<Zone> zones) {
    Set<DomainName> before = declared;
    Set<DomainName> next = new HashSet<>();
    zones.forEach(zone -> next.add(zone.apex()));
    List<Zone> all = new ArrayList<>(zones);
    held.forEach(
        (apex, zone) -> {
          if (!next.contains(apex)) {
            all.add(zone);
          }
        });
    declared = next;
    return control
        .submit(new Command.ReplaceZones(all))
        .whenComplete((id, refused) -> applied(refused == null ? next : before, next));
  }

  @SuppressWarnings("ReferenceEquality") // whether it is still the set of that command
  private synchronized void applied(Set<DomainName> valid, Set<DomainName> submitted) {
    if (declared == submitted) {
      declared = valid;
    }
    publish();
  }

  /** Says which zones are to be held; others go. */
  synchronized void want(Set<DomainName> apexes) {
    wanted = Set.copyOf(apexes);
    List<DomainName> gone = held.keySet().stream().filter(apex -> !wanted.contains(apex)).toList();
    held.keySet().retainAll(wanted);
    gone.forEach(this::stopServing);
    publish();
  }

  /** Holds a zone and serves it. */
  synchronized CompletableFuture<Long> put(PackedZone zone) {
    DomainName apex = zone.apex();
    if (!wanted.contains(apex) || declared.contains(apex)) {
      return CompletableFuture.failedFuture(
          new RefusedException(apex.toString(), "not a secondary zone", "one that is"));
    }
    PackedZone before = held.put(apex, zone);
    return control
        .submit(new Command.PutZone(zone))
        .whenComplete((id, refused) -> completed(zone, refused == null ? zone : before));
  }

  @SuppressWarnings("ReferenceEquality") // whether it is still the zone of that command
  private synchronized void completed(PackedZone submitted, @Nullable PackedZone valid) {
    if (held.get(submitted.apex()) == submitted) {
      if (valid == null) {
        held.remove(submitted.apex());
      } else {
        held.put(submitted.apex(), valid);
      }
    }
    publish(submitted.apex());
  }

  /** Serves a zone no longer: who asks for it learns that it is not there. */
  synchronized void expire(DomainName apex) {
    if (held.remove(apex) != null) {
      publish(apex);
      stopServing(apex);
    }
  }

  private void stopServing(DomainName apex) {
    if (!declared.contains(apex)) {
      var unused = control.submit(new Command.RemoveZone(apex));
    }
  }

  /** Of many zones that come one by one, each must not cost as much as all. */
  private void publish(DomainName apex) {
    boolean missing = wanted.contains(apex) && !held.containsKey(apex) && !declared.contains(apex);
    absent.set(apex, missing);
  }

  private void publish() {
    Set<DomainName> missing = new HashSet<>(wanted);
    missing.removeAll(held.keySet());
    missing.removeAll(declared);
    absent.set(missing);
  }
}
