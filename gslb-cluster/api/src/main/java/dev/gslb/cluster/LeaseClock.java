package dev.gslb.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/** When leases are over, by this process's monotonic clock. Confined to one thread at a time. */
final class LeaseClock {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private record Deadline(long nanos, long renewals) {}

  private final LongSupplier nanoTime;
  private final long origin;
  private final Map<LeaseId, Deadline> deadlines = new HashMap<>();
  // Nanoseconds since the origin, which order as numbers do.
  private final TreeMap<Long, TreeSet<Long>> byTime = new TreeMap<>();

  LeaseClock(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.origin = nanoTime.getAsLong();
  }

  /** Begins a lease's time, or begins it anew. */
  void begin(LeaseId id, EntryTable.Lease lease) {
    end(id);
    long nanos = nanoTime.getAsLong() - origin + lease.millis() * NANOS_PER_MILLI;
    deadlines.put(id, new Deadline(nanos, lease.renewals()));
    byTime.computeIfAbsent(nanos, key -> new TreeSet<>()).add(id.value());
  }

  void end(LeaseId id) {
    Deadline before = deadlines.remove(id);
    if (before != null) {
      byTime.computeIfPresent(
          before.nanos(), (key, ids) -> ids.remove(id.value()) && ids.isEmpty() ? null : ids);
    }
  }

  void clear() {
    deadlines.clear();
    byTime.clear();
  }

  List<Operation> over() {
    List<Operation> over = new ArrayList<>();
    long now = nanoTime.getAsLong() - origin;
    for (TreeSet<Long> ids : byTime.headMap(now, true).values()) {
      for (long value : ids) {
        LeaseId id = new LeaseId(value);
        Deadline deadline = deadlines.get(id);
        if (deadline != null) {
          over.add(new Operation.Expire(id, deadline.renewals()));
        }
      }
    }
    return over;
  }

  Optional<Long> next() {
    return byTime.isEmpty() ? Optional.empty() : Optional.of(origin + byTime.firstKey());
  }
}
