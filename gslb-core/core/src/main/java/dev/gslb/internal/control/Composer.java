package dev.gslb.internal.control;

import dev.gslb.internal.control.Compiled.CompiledPolicy;
import dev.gslb.internal.control.Compiled.CompiledZone;
import dev.gslb.internal.control.Compiled.PolicyKey;
import dev.gslb.internal.snapshot.PolicyView;
import dev.gslb.internal.snapshot.PolicyView.FamilyView;
import dev.gslb.internal.snapshot.Snapshot;
import dev.gslb.internal.snapshot.SnapshotCell;
import dev.gslb.internal.snapshot.Tickets;
import dev.gslb.internal.snapshot.ZoneView;
import dev.gslb.internal.snapshot.ZoneView.GslbBinding;
import dev.gslb.internal.table.ApexIndex;
import dev.gslb.internal.table.NameTable;
import dev.gslb.internal.table.PagedList;
import dev.gslb.spi.Command.Observe;
import dev.gslb.spi.Command.Overrule;
import dev.gslb.spi.Command.Remember;
import dev.gslb.spi.Command.ServeUntil;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.GslbName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Composes the next snapshot out of the last one and what changed: only zones that were put and
 * policies whose endpoints changed are made anew. Belongs to the control thread.
 */
final class Composer {
  /** Endpoints of renewed policies that one tick looks at, so that a flip waits for no more. */
  private static final int RENEWAL = 2_048;

  private static final PolicyView UNUSED =
      new PolicyView(FamilyView.NODATA, FamilyView.NODATA, null);

  private final SnapshotCell cell;
  private final EndpointBook endpoints;
  private final ViewBuilder views;
  private final TicketDesk tickets;
  private final Map<PolicyKey, PolicySlot> slots = new HashMap<>();
  private final Deque<Integer> freeSlots = new ArrayDeque<>();
  private final Map<DomainName, InstalledZone> zones = new HashMap<>();
  private final Deque<Integer> freeZones = new ArrayDeque<>();
  private final Set<PolicySlot> dirty = new LinkedHashSet<>();

  /** Those whose routers were built anew and that are otherwise as they were. */
  private final Set<PolicySlot> renewed = new LinkedHashSet<>();

  /** How many renewals were begun; each slot in {@code renewed} has the number of its own. */
  private long renewals;

  /** The last renewal that the command being applied waits for; 0 if for none. */
  private long awaited;

  /** How many apexes have so many labels, the root's not counted. */
  private final int[] apexesByLabels = new int[128];

  private ApexIndex apexes;
  private PagedList.Editor<ZoneView> zoneViews;
  private PagedList.Editor<PolicyView> policyViews;
  private int zoneCount;
  private boolean apexesChanged;
  private boolean changed;
  private long serveUntilNanos = ServeUntil.FOREVER;

  private record InstalledZone(int index, CompiledZone zone, PagedList<GslbBinding> bindings) {}

  Composer(SnapshotCell cell, EndpointBook endpoints, LongSupplier ticketStarts) {
    this.cell = cell;
    this.endpoints = endpoints;
    this.views = new ViewBuilder(endpoints::stateOf, endpoints.last());
    this.tickets = new TicketDesk(ticketStarts);
    this.apexes = new ApexIndex();
    this.zoneViews = PagedList.<ZoneView>empty().edit();
    this.policyViews = PagedList.<PolicyView>empty().edit();
  }

  /** The snapshot before the first change. */
  static Snapshot nothing() {
    return new Snapshot(
        0,
        new ApexIndex().freeze(),
        0,
        -1,
        PagedList.empty(),
        PagedList.empty(),
        Tickets.none(),
        ServeUntil.FOREVER);
  }

  void put(CompiledZone zone) {
    DomainName apex = zone.zone().apex();
    InstalledZone before = zones.get(apex);
    PagedList<GslbBinding> bindings;
    if (before != null && isSame(before.zone.names(), zone.names())) {
      bindings = before.bindings;
      if (!isSame(before.zone.policies(), zone.policies())) {
        zone.policies().forEach(this::renew);
      }
    } else {
      bindings = bind(zone, before == null ? Map.of() : slotsByOwner(before.zone));
      if (before != null) {
        unbind(before.zone, owners(zone));
      }
    }
    int index = before != null ? before.index : newZoneIndex(apex);
    ZoneView view = new ZoneView(zone.zone(), bindings);
    if (index == zoneCount) {
      zoneViews.add(view);
      zoneCount++;
    } else {
      zoneViews.set(index, view);
    }
    zones.put(apex, new InstalledZone(index, zone, bindings));
    changed = true;
  }

  /** A change of records alone carries the very list of policies over. */
  @SuppressWarnings("ReferenceEquality")
  private static boolean isSame(Object before, Object after) {
    return before == after;
  }

  private void renew(CompiledPolicy policy) {
    PolicySlot slot = slots.get(policy.key());
    if (slot != null) {
      renew(slot, policy);
    }
  }

  /** Has routers taken over later on, in the order in which they came. */
  private void renew(PolicySlot slot, CompiledPolicy policy) {
    if (slot.renew(policy) && renewed.add(slot)) {
      slot.renewal = ++renewals;
    }
    if (renewed.contains(slot)) {
      awaited = Math.max(awaited, slot.renewal);
    }
  }

  /** Returns the last renewal that the commands since the last call wait for. */
  long takeAwaited() {
    long last = awaited;
    awaited = 0;
    return last;
  }

  /** Whether the snapshot shows all renewals up to one. */
  boolean isShown(long renewal) {
    Iterator<PolicySlot> next = renewed.iterator();
    return !next.hasNext() || next.next().renewal > renewal;
  }

  private int newZoneIndex(DomainName apex) {
    int index = freeZones.isEmpty() ? zoneCount : freeZones.pop();
    apexes.put(apex, index);
    apexesByLabels[apex.labelCount()]++;
    apexesChanged = true;
    return index;
  }

  void remove(DomainName apex) {
    InstalledZone gone = zones.remove(apex);
    if (gone == null) {
      return;
    }
    unbind(gone.zone, Set.of());
    apexes.remove(apex);
    apexesByLabels[apex.labelCount()]--;
    apexesChanged = true;
    zoneViews.clear(gone.index);
    freeZones.push(gone.index);
    changed = true;
  }

  private Map<DomainName, PolicySlot> slotsByOwner(CompiledZone zone) {
    Map<DomainName, PolicySlot> byOwner = new HashMap<>();
    for (int i = 0; i < zone.policies().size(); i++) {
      PolicySlot slot = slots.get(zone.policies().get(i).key());
      if (slot != null) {
        byOwner.put(zone.zone().gslbNameList().get(i).owner(), slot);
      }
    }
    return byOwner;
  }

  private PagedList<GslbBinding> bind(CompiledZone zone, Map<DomainName, PolicySlot> before) {
    List<GslbBinding> bindings = new ArrayList<>();
    for (int i = 0; i < zone.policies().size(); i++) {
      CompiledPolicy policy = zone.policies().get(i);
      GslbName name = zone.zone().gslbNameList().get(i);
      PolicySlot slot = acquire(policy, before.get(name.owner()));
      int first =
          tickets.take(new TicketDesk.Owner(zone.zone().apex(), name.owner()), 2 * policy.nodes());
      bindings.add(new GslbBinding(slot.index, first, name.answers()));
    }
    return PagedList.of(bindings);
  }

  /** Takes a policy into use; a new one learns from the one that answered the name before. */
  private PolicySlot acquire(CompiledPolicy policy, @Nullable PolicySlot before) {
    PolicySlot slot = slots.get(policy.key());
    if (slot == null) {
      int index = freeSlots.isEmpty() ? policyViews.add(UNUSED) : freeSlots.pop();
      slot = new PolicySlot(policy, index);
      slots.put(policy.key(), slot);
      if (before != null) {
        slot.learnFrom(before);
        endpoints.last().learn(slot, before);
      }
      dirty.addAll(endpoints.use(slot));
      dirty.add(slot);
    } else {
      renew(slot, policy);
    }
    slot.uses++;
    return slot;
  }

  private void unbind(CompiledZone zone, Set<DomainName> kept) {
    for (int i = 0; i < zone.policies().size(); i++) {
      release(zone.policies().get(i).key());
      DomainName owner = zone.zone().gslbNameList().get(i).owner();
      if (!kept.contains(owner)) {
        tickets.release(new TicketDesk.Owner(zone.zone().apex(), owner));
      }
    }
  }

  private void release(PolicyKey policy) {
    PolicySlot slot = slots.get(policy);
    if (slot != null && --slot.uses == 0) {
      slots.remove(policy);
      dirty.remove(slot);
      renewed.remove(slot);
      endpoints.release(slot);
      endpoints.last().release(slot);
      policyViews.set(slot.index, UNUSED);
      freeSlots.push(slot.index);
    }
  }

  private static Set<DomainName> owners(CompiledZone zone) {
    Set<DomainName> owners = new HashSet<>();
    zone.zone().gslbNameList().forEach(name -> owners.add(name.owner()));
    return owners;
  }

  void observe(Observe observed) {
    dirty.addAll(endpoints.observe(observed));
  }

  void observeChecked(Observe observed) {
    if (endpoints.isChecked(observed.endpoint())) {
      observe(observed);
    }
  }

  void overrule(Overrule said) {
    dirty.addAll(endpoints.overrule(said.endpoint(), said.override()));
  }

  void remember(Remember said) {
    endpoints.last().remember(said.lastHealthy());
    for (PolicySlot slot : slots.values()) {
      if (slot.fallsBackOnLastHealthy()) {
        endpoints.last().remind(slot);
        dirty.add(slot);
      }
    }
  }

  void serveUntil(long deadlineNanos) {
    serveUntilNanos = deadlineNanos;
    changed = true;
  }

  /** Publishes what changed since the last call, if anything did. Returns the current id. */
  long publish() {
    Snapshot current = cell.get();
    if (!changed && dirty.isEmpty() && renewed.isEmpty()) {
      return current.id();
    }
    for (PolicySlot slot : dirty) {
      build(slot);
      renewed.remove(slot);
    }
    dirty.clear();
    buildRenewed();
    PagedList<ZoneView> nextZones = zoneViews.freeze();
    PagedList<PolicyView> nextPolicies = policyViews.freeze();
    zoneViews = nextZones.edit();
    policyViews = nextPolicies.edit();
    NameTable nextApexes = current.apexes();
    if (apexesChanged) {
      nextApexes = apexes.freeze();
      apexes = new ApexIndex(nextApexes);
      apexesChanged = false;
    }
    changed = false;
    Snapshot next =
        new Snapshot(
            current.id() + 1,
            nextApexes,
            fewestApexLabels(),
            mostApexLabels(),
            nextZones,
            nextPolicies,
            tickets.tickets(),
            serveUntilNanos);
    cell.publish(next);
    endpoints.last().report();
    return next.id();
  }

  private void build(PolicySlot slot) {
    PolicyView view = views.build(slot);
    endpoints.last().serving(slot, view.servesLastHealthy());
    policyViews.set(slot.index, view);
  }

  /** Builds some views whose routers were renewed; the others stay as they are until then. */
  private void buildRenewed() {
    int endpointsLeft = RENEWAL;
    Iterator<PolicySlot> next = renewed.iterator();
    while (endpointsLeft > 0 && next.hasNext()) {
      PolicySlot slot = next.next();
      // First, so that one that cannot be built does not keep the others from it.
      next.remove();
      build(slot);
      endpointsLeft -= slot.compiled().endpoints().size() + 1;
    }
  }

  /** Whether the snapshot shows all that was put; if not, more is to be published. */
  boolean isSettled() {
    return renewed.isEmpty();
  }

  private int fewestApexLabels() {
    int labels = 0;
    while (labels < apexesByLabels.length - 1 && apexesByLabels[labels] == 0) {
      labels++;
    }
    return labels;
  }

  private int mostApexLabels() {
    int labels = apexesByLabels.length - 1;
    while (labels >= 0 && apexesByLabels[labels] == 0) {
      labels--;
    }
    return labels;
  }
}
