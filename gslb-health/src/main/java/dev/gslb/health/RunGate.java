package dev.gslb.health;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Lets a limited number of runs be in flight; the others wait in order of arrival. Confined to the
 * scheduler thread but for its two counts.
 */
final class RunGate {

  private final int limit;
  private final Scheduler scheduler;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private volatile int inFlightCount; // written by the scheduler thread only
  private volatile int waitingCount; // written by the scheduler thread only

  RunGate(int limit, Scheduler scheduler) {
    this.limit = limit;
    this.scheduler = scheduler;
  }

  int inFlight() {
    return inFlightCount;
  }

  int waiting() {
    return waitingCount;
  }

  /** Begins a run now or when a place is free. Each begun run must {@link #leave} once. */
  void enter(Runnable run) {
    if (inFlightCount < limit) {
      setInFlight(inFlightCount + 1);
      run.run();
    } else {
      waiting.add(run);
      waitingCount = waiting.size();
    }
  }

  void leave() {
    Runnable next = waiting.poll();
    if (next == null) {
      setInFlight(inFlightCount - 1);
    } else {
      waitingCount = waiting.size();
      // Through the scheduler: a chain of checks that fail at once must not deepen the stack.
      scheduler.execute(next);
    }
  }

  private void setInFlight(int count) {
    inFlightCount = count;
  }
}
