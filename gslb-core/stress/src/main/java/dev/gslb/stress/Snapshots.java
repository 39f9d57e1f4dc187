package dev.gslb.stress;

import dev.gslb.internal.snapshot.EndpointView;
import dev.gslb.internal.snapshot.NodeView;
import dev.gslb.internal.snapshot.NodeView.Candidate;
import dev.gslb.internal.snapshot.NodeView.NodeKey;
import dev.gslb.internal.snapshot.PolicyView;
import dev.gslb.internal.snapshot.PolicyView.FamilyView;
import dev.gslb.internal.snapshot.Snapshot;
import dev.gslb.internal.snapshot.Tickets;
import dev.gslb.internal.table.ApexIndex;
import dev.gslb.internal.table.NameTable;
import dev.gslb.internal.table.PagedList;
import dev.gslb.spi.Command;
import java.util.List;
import java.util.Objects;

/** Snapshots that say the same number in each of their parts. */
final class Snapshots {
  private static final NameTable NO_APEXES = new ApexIndex().freeze();
  private static final NodeKey KEY =
      new NodeKey("policy", (request, candidates, selection) -> {}, 0, 0, 0);

  private Snapshots() {}

  static Snapshot of(int number) {
    EndpointView endpoint = new EndpointView("endpoint", new byte[] {(byte) number});
    NodeView root = new NodeView(KEY, 1, List.of(new Candidate(0, endpoint, number, -1, 0)));
    PolicyView policy = new PolicyView(FamilyView.route(root), FamilyView.NODATA, null);
    return new Snapshot(
        number,
        NO_APEXES,
        1,
        0,
        PagedList.empty(),
        PagedList.of(List.of(policy)),
        Tickets.none(),
        Command.ServeUntil.FOREVER);
  }

  static NodeView root(PolicyView policy) {
    return Objects.requireNonNull(policy.ipv4().root());
  }

  /** The first octet of the first endpoint's RDATA. */
  static int octet(NodeView node) {
    return Objects.requireNonNull(node.endpoint(0)).rdata()[0];
  }
}
