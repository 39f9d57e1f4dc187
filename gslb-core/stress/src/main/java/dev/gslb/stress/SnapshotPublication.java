package dev.gslb.stress;

import dev.gslb.internal.snapshot.NodeView;
import dev.gslb.internal.snapshot.PolicyView;
import dev.gslb.internal.snapshot.Snapshot;
import dev.gslb.internal.snapshot.SnapshotCell;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;

/** Who reads the cell sees a snapshot whole: the policy views in it, down to their arrays. */
@JCStressTest
@Outcome(id = "1, 1, 1, 1", expect = Expect.ACCEPTABLE, desc = "the old one")
@Outcome(id = "2, 2, 2, 2", expect = Expect.ACCEPTABLE, desc = "the new one")
@Outcome(expect = Expect.FORBIDDEN, desc = "parts of a snapshot")
@State
public class SnapshotPublication {
  private final SnapshotCell cell = new SnapshotCell(Snapshots.of(1));

  @Actor
  public void control() {
    cell.publish(Snapshots.of(2));
  }

  @Actor
  public void worker(IIII_Result seen) {
    Snapshot snapshot = cell.get();
    PolicyView policy = snapshot.policies().get(0);
    NodeView root = Snapshots.root(policy);
    seen.r1 = (int) snapshot.id();
    seen.r2 = root.weight(0);
    seen.r3 = (int) root.cumulativeWeight(0);
    seen.r4 = Snapshots.octet(root);
  }
}
