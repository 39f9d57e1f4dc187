package dev.gslb.internal.control;

import dev.gslb.internal.control.Compiled.CompiledPolicy;
import dev.gslb.internal.control.Compiled.CompiledZone;
import dev.gslb.internal.control.Compiled.PolicyKey;
import dev.gslb.internal.table.PackedZone;
import dev.gslb.internal.table.PagedList;
import dev.gslb.spi.Command.ChangeZone;
import dev.gslb.spi.Command.PutZone;
import dev.gslb.spi.Command.RemoveZone;
import dev.gslb.spi.Command.ReplaceZones;
import dev.gslb.spi.Command.ZoneCommand;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.Endpoint;
import dev.gslb.zone.EndpointId;
import dev.gslb.zone.GslbName;
import dev.gslb.zone.Problem;
import dev.gslb.zone.RefusedException;
import dev.gslb.zone.Zone;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Knows the zones that should be served and checks every change of them. Builder thread only. */
final class ZoneDesk {
  private final PolicyCompiler compiler;
  private final UnaryOperator<PackedZone> over;
  private Map<DomainName, CompiledZone> zones = new HashMap<>();

  /**
   * What the control thread is to install.
   *
   * @param put zones that are new or changed
   * @param removed apexes that go
   */
  record Installation(List<CompiledZone> put, Set<DomainName> removed) {}

  /**
   * Starts without zones.
   *
   * @param over what is to be served of a zone that comes whole
   */
  ZoneDesk(PolicyCompiler compiler, UnaryOperator<PackedZone> over) {
    this.compiler = compiler;
    this.over = over;
  }

  /** Applies a command to the zones, or throws a RefusedException and changes nothing. */
  Installation apply(ZoneCommand command) {
    if (command instanceof ChangeZone change) {
      return change(change.apex(), zone -> (PackedZone) zone.with(change.change()));
    }
    Map<DomainName, Zone> wanted = new LinkedHashMap<>();
    List<Problem> problems = new ArrayList<>();
    boolean anew = command instanceof ReplaceZones;
    if (command instanceof ReplaceZones replacement) {
      for (Zone zone : replacement.zones()) {
        if (wanted.put(zone.apex(), over.apply((PackedZone) zone)) != null) {
          problems.add(new Problem(zone.apex().toString(), "two zones", "one zone of a name"));
        }
      }
    } else {
      zones.forEach((apex, zone) -> wanted.put(apex, zone.zone()));
      if (command instanceof PutZone put) {
        wanted.put(put.zone().apex(), over.apply((PackedZone) put.zone()));
      } else {
        DomainName apex = ((RemoveZone) command).apex();
        require(apex);
        wanted.remove(apex);
      }
    }
    Map<PolicyKey, CompiledPolicy> known = anew ? compiler.forget() : Map.of();
    try {
      return replace(wanted, anew, problems);
    } catch (RuntimeException e) {
      if (anew) {
        compiler.restore(known);
      }
      compiler.retain(inUse(zones));
      throw e;
    }
  }

  private Installation replace(Map<DomainName, Zone> wanted, boolean anew, List<Problem> problems) {
    Map<DomainName, CompiledZone> next = new HashMap<>();
    Map<EndpointId, Endpoint> endpoints = new HashMap<>();
    List<CompiledZone> put = new ArrayList<>();
    for (Zone zone : wanted.values()) {
      CompiledZone before = zones.get(zone.apex());
      if (!anew && before != null && before.zone() == zone) {
        before.policies().forEach(policy -> compiler.enter(policy, endpoints, problems));
        next.put(zone.apex(), before);
      } else {
        CompiledZone compiled = compile((PackedZone) zone, endpoints, problems);
        next.put(zone.apex(), compiled);
        put.add(compiled);
      }
    }
    if (!problems.isEmpty()) {
      throw new RefusedException(problems);
    }
    compiler.retain(inUse(next));
    Set<DomainName> removed = new HashSet<>(zones.keySet());
    removed.removeAll(next.keySet());
    zones = next;
    return new Installation(put, removed);
  }

  private static Set<PolicyKey> inUse(Map<DomainName, CompiledZone> zones) {
    Set<PolicyKey> inUse = new HashSet<>();
    zones.values().forEach(zone -> zone.policies().forEach(policy -> inUse.add(policy.key())));
    return inUse;
  }

  private CompiledZone compile(
      PackedZone zone, Map<EndpointId, Endpoint> endpoints, List<Problem> problems) {
    List<CompiledPolicy> policies = new ArrayList<>();
    for (GslbName name : zone.gslbNames()) {
      List<Problem> own = new ArrayList<>();
      CompiledPolicy policy = compiler.compile(name.policy(), endpoints, own);
      own.forEach(problem -> problems.add(problem.within(name.owner().toString())));
      if (policy != null) {
        policies.add(policy);
      }
    }
    CompiledZone before = zones.get(zone.apex());
    Object names =
        before != null && hasSameNames(before, zone, policies) ? before.names() : new Object();
    return new CompiledZone(zone, List.copyOf(policies), names);
  }

  @SuppressWarnings("ReferenceEquality") // equal policies have one key
  private static boolean hasSameNames(
      CompiledZone before, PackedZone zone, List<CompiledPolicy> policies) {
    int count = policies.size();
    PagedList<GslbName> names = zone.gslbNameList();
    PagedList<GslbName> namesBefore = before.zone().gslbNameList();
    if (before.policies().size() != count || names.size() != count) {
      return false;
    }
    for (int i = 0; i < count; i++) {
      GslbName name = names.get(i);
      GslbName other = namesBefore.get(i);
      if (before.policies().get(i).key() != policies.get(i).key()
          || name.answers() != other.answers()
          || !name.owner().equals(other.owner())) {
        return false;
      }
    }
    return true;
  }

  /** Changes the records of a zone, or throws a RefusedException and changes nothing. */
  Installation change(DomainName apex, UnaryOperator<PackedZone> change) {
    CompiledZone before = require(apex);
    PackedZone changed = change.apply(before.zone());
    CompiledZone after = new CompiledZone(changed, before.policies(), before.names());
    zones.put(apex, after);
    return new Installation(List.of(after), Set.of());
  }

  private CompiledZone require(DomainName apex) {
    CompiledZone zone = zones.get(apex);
    if (zone == null) {
      throw new RefusedException(apex.toString(), "no such zone", "the apex of a zone served here");
    }
    return zone;
  }
}
