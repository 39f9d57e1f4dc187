package dev.gslb.routing;

import dev.gslb.spi.Candidates;
import dev.gslb.spi.RouteRequest;
import dev.gslb.spi.Router;
import dev.gslb.spi.Selection;
import dev.gslb.zone.Endpoint;
import dev.gslb.zone.PolicyMember;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The members of the first region, in the client's preference, that has a candidate. Endpoints of a
 * region take turns; policies keep their declared order.
 */
final class GeoRouter implements Router {
  private final GeoTable table;

  /** Of each region the declared ordinals of its members, in declared order. */
  private final int[][] membersByRegion;

  /** Of each region whether all its members are endpoints. */
  private final boolean[] rotating;

  GeoRouter(GeoTable table, List<PolicyMember> members) {
    this.table = table;
    List<String> regions = table.rules().regions();
    this.membersByRegion = new int[regions.size()][];
    this.rotating = new boolean[regions.size()];
    for (int region = 0; region < regions.size(); region++) {
      String name = regions.get(region);
      int[] ordinals =
          IntStream.range(0, members.size())
              .filter(member -> members.get(member).region().equals(name))
              .toArray();
      membersByRegion[region] = ordinals;
      rotating[region] =
          Arrays.stream(ordinals).allMatch(member -> members.get(member) instanceof Endpoint);
    }
  }

  /** What the router looks clients up in; shared by routers of equal rules. */
  GeoTable table() {
    return table;
  }

  @Override
  public void route(RouteRequest request, Candidates candidates, Selection chosen) {
    boolean ipv4 = request.clientIsIpv4();
    long high = ipv4 ? request.clientHigh() << 32 : request.clientHigh();
    long low = request.clientLow();
    PrefixTable family = table.family(ipv4);
    int range = family.find(high, low);
    if (request.clientPrefixLength() > 0) {
      // RFC 7871 section 7.2.1: an answer to a source prefix length of 0 has scope 0.
      chosen.ecsScope(family.scope(range, high, low));
    }
    for (int region : table.preference(family.value(range))) {
      int up = countUp(candidates, membersByRegion[region]);
      if (up > 0) {
        if (chosen.tracing()) {
          explain(chosen, region, table.preference(family.value(range))[0], ipv4, high, low);
        }
        choose(request, candidates, chosen, region, up);
        return;
      }
    }
  }

  private static int countUp(Candidates candidates, int[] members) {
    int up = 0;
    for (int member : members) {
      up += candidates.ordinalOf(member) >= 0 ? 1 : 0;
    }
    return up;
  }

  private void choose(
      RouteRequest request, Candidates candidates, Selection chosen, int region, int up) {
    int[] members = membersByRegion[region];
    int turn = rotating[region] && up > 1 ? (int) Long.remainderUnsigned(request.ticket(), up) : 0;
    int at = -1;
    for (int passed = -1; passed < turn; ) {
      at++;
      passed += candidates.ordinalOf(members[at]) >= 0 ? 1 : 0;
    }
    int left = Math.min(request.wanted(), up);
    while (left > 0) {
      int ordinal = candidates.ordinalOf(members[at]);
      if (ordinal >= 0) {
        if (!chosen.add(ordinal)) {
          return;
        }
        left--;
      }
      at = at + 1 == members.length ? 0 : at + 1;
    }
  }

  private void explain(
      Selection chosen, int region, int preferred, boolean ipv4, long high, long low) {
    List<String> regions = table.rules().regions();
    StringBuilder reason = new StringBuilder("region ");
    reason.append(regions.get(region)).append(": ").append(table.reason(region, ipv4, high, low));
    if (region != preferred) {
      reason.append("; not available: region ").append(regions.get(preferred));
      reason.append(", ").append(table.reason(preferred, ipv4, high, low));
    }
    chosen.because(reason.toString());
  }
}
