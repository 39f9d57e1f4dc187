package dev.gslb.stress;

import dev.gslb.internal.snapshot.Tickets;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/** Workers with an older and a newer snapshot take tickets from one counter: none twice. */
@JCStressTest
@Outcome(
    id = {"0, 1", "1, 0"},
    expect = Expect.ACCEPTABLE,
    desc = "one each")
@Outcome(expect = Expect.FORBIDDEN, desc = "the same, or one left out")
@State
public class TicketsOfTwoSnapshots {
  private final Tickets before = Tickets.none().grownTo(1, () -> 0);
  private final Tickets after = before.grownTo(10_000, () -> 0);

  @Actor
  public void workerBefore(JJ_Result taken) {
    taken.r1 = before.next(0);
  }

  @Actor
  public void workerAfter(JJ_Result taken) {
    taken.r2 = after.next(0);
  }
}
