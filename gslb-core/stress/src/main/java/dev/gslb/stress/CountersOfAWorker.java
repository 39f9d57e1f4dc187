package dev.gslb.stress;

import dev.gslb.internal.metrics.Counters;
import dev.gslb.internal.metrics.WorkerCounters;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJJ_Result;

/** An exporter may lag behind a worker that counts, but sees no count fall, and in the end all. */
@JCStressTest
@Outcome(
    id = {"0, 0, 2", "0, 1, 2", "0, 2, 2", "1, 1, 2", "1, 2, 2", "2, 2, 2"},
    expect = Expect.ACCEPTABLE,
    desc = "upward")
@Outcome(expect = Expect.FORBIDDEN, desc = "a count fell or was lost")
@State
public class CountersOfAWorker {
  private final Counters counters = new Counters();
  private final WorkerCounters worker = counters.newWorker();

  @Actor
  public void worker() {
    worker.dropped();
    worker.dropped();
  }

  @Actor
  public void exporter(JJJ_Result seen) {
    seen.r1 = counters.sum(List.of(), List.of()).dropped();
    seen.r2 = counters.sum(List.of(), List.of()).dropped();
  }

  @Arbiter
  public void afterwards(JJJ_Result seen) {
    seen.r3 = counters.sum(List.of(), List.of()).dropped();
  }
}
