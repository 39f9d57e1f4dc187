package dev.gslb.internal.control;

import dev.gslb.spi.Command.Observe;
import dev.gslb.spi.EndpointOverride;
import dev.gslb.spi.EndpointState;
import dev.gslb.spi.StateView;
import dev.gslb.spi.Verdict;
import dev.gslb.zone.Endpoint;
import dev.gslb.zone.EndpointId;
import dev.gslb.zone.HealthCheckConfig;
import java.time.Clock;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** The endpoints' states. Written by the control thread alone; read by any thread. */
final class EndpointBook implements StateView {
  private static final String UNCHECKED = "unchecked";

  private final Map<EndpointId, Entry> entries = new ConcurrentHashMap<>();

  /** Of endpoints in policies and of others. Belongs to the control thread. */
  private final Map<EndpointId, EndpointOverride> overrides = new HashMap<>();

  private final Clock clock;

  private final LastHealthy lastHealthy = new LastHealthy();

  /** Whether endpoints came, went or got another check since this was asked last. */
  private boolean checksChanged;

  private static final class Entry {
    final Endpoint endpoint;
    final Set<PolicySlot> users = new LinkedHashSet<>();
    volatile EndpointState state;

    Entry(Endpoint endpoint, EndpointState state) {
      this.endpoint = endpoint;
      this.state = state;
    }
  }

  EndpointBook(Clock clock) {
    this.clock = clock;
  }

  LastHealthy last() {
    return lastHealthy;
  }

  /** Enters a policy's endpoints. Returns the other policies whose views change by it. */
  Set<PolicySlot> use(PolicySlot slot) {
    Set<PolicySlot> dirty = new LinkedHashSet<>();
    for (Endpoint endpoint : slot.compiled().endpoints().values()) {
      Entry entry = entries.get(endpoint.id());
      if (entry == null || !entry.endpoint.check().equals(endpoint.check())) {
        Entry fresh =
            new Entry(endpoint, entry == null ? firstState(endpoint) : next(entry, endpoint));
        if (entry != null) {
          fresh.users.addAll(entry.users);
          dirty.addAll(entry.users);
        }
        entry = fresh;
        entries.put(endpoint.id(), entry);
        checksChanged = true;
      }
      entry.users.add(slot);
    }
    return dirty;
  }

  /** Another check of an endpoint that was checked before goes on from what is known. */
  private EndpointState next(Entry entry, Endpoint endpoint) {
    boolean known =
        entry.endpoint.check().isPresent()
            && endpoint.check().isPresent()
            && entry.endpoint.target().equals(endpoint.target());
    return known ? entry.state : firstState(endpoint);
  }

  private EndpointState firstState(Endpoint endpoint) {
    boolean checked = endpoint.check().isPresent();
    return new EndpointState(
        endpoint.id(),
        checked ? Verdict.UNKNOWN : Verdict.UP,
        clock.millis(),
        checked ? "" : UNCHECKED,
        "",
        -1,
        Optional.ofNullable(overrides.get(endpoint.id())));
  }

  void release(PolicySlot slot) {
    for (EndpointId id : slot.compiled().endpoints().keySet()) {
      Entry entry = entries.get(id);
      if (entry != null && entry.users.remove(slot) && entry.users.isEmpty()) {
        entries.remove(id);
        checksChanged = true;
      }
    }
  }

  /** Notes an observation. Returns the policies whose views change, possibly none. */
  Set<PolicySlot> observe(Observe observed) {
    Entry entry = entries.get(observed.endpoint());
    if (entry == null) {
      return Set.of();
    }
    if (observed.verdict() != Verdict.UNKNOWN) {
      lastHealthy.observed(observed.endpoint());
    }
    EndpointState before = entry.state;
    boolean flipped = before.verdict() != observed.verdict();
    entry.state =
        new EndpointState(
            before.id(),
            observed.verdict(),
            flipped ? clock.millis() : before.sinceMillis(),
            observed.source(),
            observed.detail(),
            observed.rttMicros() >= 0 ? observed.rttMicros() : before.rttMicros(),
            before.override());
    Set<PolicySlot> dirty = new LinkedHashSet<>();
    boolean upChanged = before.up() != entry.state.up();
    boolean learned = before.verdict() == Verdict.UNKNOWN && flipped;
    for (PolicySlot slot : entry.users) {
      boolean sampled = observed.rttMicros() >= 0 && slot.sample(before.id(), observed.rttMicros());
      if (upChanged || sampled || (learned && slot.fallsBackOnLastHealthy())) {
        dirty.add(slot);
      }
    }
    return dirty;
  }

  /** Notes an override or its end. Returns the policies whose views change, possibly none. */
  Set<PolicySlot> overrule(EndpointId id, Optional<EndpointOverride> override) {
    if (override.isPresent()) {
      overrides.put(id, override.get());
    } else {
      overrides.remove(id);
    }
    Entry entry = entries.get(id);
    if (entry == null || entry.state.override().equals(override)) {
      return Set.of();
    }
    EndpointState before = entry.state;
    entry.state =
        new EndpointState(
            id,
            before.verdict(),
            before.sinceMillis(),
            before.source(),
            before.detail(),
            before.rttMicros(),
            override);
    return new LinkedHashSet<>(entry.users);
  }

  boolean isChecked(EndpointId id) {
    Entry entry = entries.get(id);
    return entry != null && entry.endpoint.check().isPresent();
  }

  EndpointState stateOf(EndpointId id) {
    Entry entry = entries.get(id);
    if (entry == null) {
      throw new IllegalStateException("endpoint " + id + " is in no policy");
    }
    return entry.state;
  }

  /** Whether {@link #checks} may differ from what it was when this was asked last. */
  boolean takeChecksChanged() {
    boolean were = checksChanged;
    checksChanged = false;
    return were;
  }

  Map<EndpointId, HealthCheckConfig> checks() {
    Map<EndpointId, HealthCheckConfig> checks = new TreeMap<>();
    entries.forEach((id, entry) -> entry.endpoint.check().ifPresent(c -> checks.put(id, c)));
    return checks;
  }

  @Override
  public Optional<EndpointState> state(EndpointId id) {
    Entry entry = entries.get(id);
    return entry == null ? Optional.empty() : Optional.of(entry.state);
  }

  @Override
  public Collection<EndpointState> states() {
    return entries.values().stream()
        .map(entry -> entry.state)
        .sorted(Comparator.comparing(EndpointState::id))
        .toList();
  }

  @Override
  public Set<EndpointId> lastHealthy() {
    return lastHealthy.endpoints();
  }
}
