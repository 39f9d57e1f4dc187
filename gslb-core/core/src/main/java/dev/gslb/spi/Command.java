package dev.gslb.spi;

import dev.gslb.zone.DomainName;
import dev.gslb.zone.EndpointId;
import dev.gslb.zone.Zone;
import dev.gslb.zone.ZoneChange;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One change of what is served. Commands are applied one after the other, each whole or not at all.
 */
public sealed interface Command {
  /** A change of zones: built off the control thread, so that a long load delays no health flip. */
  sealed interface ZoneCommand extends Command {}

  /**
   * Serves these zones and no others: a configuration that was loaded or loaded again.
   *
   * @param zones with distinct apexes
   */
  record ReplaceZones(List<Zone> zones) implements ZoneCommand {
    /** Copies the zones. */
    public ReplaceZones {
      zones = List.copyOf(zones);
    }
  }

  /**
   * Serves one zone, in place of the one with the same apex if there is one: a transfer in.
   *
   * @param zone the zone
   */
  record PutZone(Zone zone) implements ZoneCommand {}

  /**
   * Stops serving one zone.
   *
   * @param apex of the zone
   */
  record RemoveZone(DomainName apex) implements ZoneCommand {}

  /**
   * Changes records inside one zone: a dynamic update, an incremental transfer, an API write. Costs
   * in proportion to the change, not to the zone.
   *
   * @param apex of the zone
   * @param change what goes and what comes
   */
  record ChangeZone(DomainName apex, ZoneChange change) implements ZoneCommand {}

  /**
   * Reports on one endpoint. Commands of this kind that wait together are published together.
   *
   * @param endpoint which one
   * @param verdict whether it works
   * @param rttMicros the round-trip time of this observation, or -1 if none was measured
   * @param source who says so
   * @param detail the reason in the source's words
   */
  record Observe(EndpointId endpoint, Verdict verdict, long rttMicros, String source, String detail)
      implements Command {}

  /**
   * Sets, changes or lifts what an operator says of one endpoint. It holds from then on for every
   * policy that has the endpoint, now or later.
   *
   * @param endpoint which one; need not be in a policy
   * @param override what holds from now on; empty to lift what was said before
   */
  record Overrule(EndpointId endpoint, Optional<EndpointOverride> override) implements Command {}

  /**
   * Tells which endpoints were healthy before this server began, as {@link StateView#lastHealthy}
   * said then. From then on an endpoint that was not checked yet and is not among them is not taken
   * for healthy by {@link dev.gslb.zone.Fallback#LAST_HEALTHY}. A policy with healthy members goes
   * by those.
   *
   * @param lastHealthy need not be in a policy
   */
  record Remember(Set<EndpointId> lastHealthy) implements Command {
    /** Copies the set. */
    public Remember {
      lastHealthy = Set.copyOf(lastHealthy);
    }
  }

  /**
   * Sets until when this node may answer.
   *
   * @param deadlineNanos on the scale of {@link System#nanoTime}; {@link #FOREVER} to lift the
   *     limit
   */
  record ServeUntil(long deadlineNanos) implements Command {
    /** No limit: a standalone node. */
    public static final long FOREVER = Long.MAX_VALUE;
  }
}
