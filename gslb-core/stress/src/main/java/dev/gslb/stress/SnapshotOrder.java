package dev.gslb.stress;

import dev.gslb.internal.snapshot.SnapshotCell;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A worker that has seen a snapshot never goes back to an older one. */
@JCStressTest
@Outcome(
    id = {"1, 1", "1, 2", "1, 3", "2, 2", "2, 3", "3, 3"},
    expect = Expect.ACCEPTABLE,
    desc = "forward")
@Outcome(expect = Expect.FORBIDDEN, desc = "back in time")
@State
public class SnapshotOrder {
  private final SnapshotCell cell = new SnapshotCell(Snapshots.of(1));

  @Actor
  public void control() {
    cell.publish(Snapshots.of(2));
    cell.publish(Snapshots.of(3));
  }

  @Actor
  public void worker(II_Result seen) {
    seen.r1 = (int) cell.get().id();
    seen.r2 = (int) cell.get().id();
  }
}
