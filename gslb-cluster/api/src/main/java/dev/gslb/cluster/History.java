package dev.gslb.cluster;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The latest changes, for watches that begin in the past. Bounded; confined to one thread. */
final class History {

  /** The changes of one revision. */
  record Step(long revision, List<Change> changes, long bytes) {

    static Step of(long revision, List<Change> changes) {
      return new Step(
          revision, List.copyOf(changes), changes.stream().mapToLong(Transaction::sizeBytes).sum());
    }
  }

  private static final long MAX_BYTES = 16 << 20;

  private final int maxSteps;
  private final Deque<Step> steps = new ArrayDeque<>();
  private long bytes;
  private long oldest;

  /** Begins after the revision that the store has, whose own changes are not known. */
  History(int maxSteps, long revision) {
    this.maxSteps = maxSteps;
    this.oldest = revision + 1;
  }

  /** The first revision that can be watched from. */
  long oldest() {
    return oldest;
  }

  void add(Step step) {
    steps.addLast(step);
    bytes += step.bytes();
    while (steps.size() > maxSteps || bytes > MAX_BYTES) {
      Step forgotten = steps.removeFirst();
      bytes -= forgotten.bytes();
      oldest = forgotten.revision() + 1;
    }
  }

  List<Step> since(long revision) {
    List<Step> later = new ArrayList<>();
    for (Step step : steps) {
      if (step.revision() >= revision) {
        later.add(step);
      }
    }
    return later;
  }
}
