package dev.gslb.internal.control;

import dev.gslb.internal.snapshot.Tickets;
import dev.gslb.zone.DomainName;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Says which tickets belong to which name. Belongs to the control thread. */
final class TicketDesk {
  private final Map<Owner, Range> taken = new HashMap<>();
  private final Map<Integer, Deque<Integer>> free = new HashMap<>();
  private final LongSupplier starts;
  private Tickets tickets = Tickets.none();
  private int next;

  /**
   * Who owns tickets.
   *
   * @param apex the zone
   * @param name the GSLB name
   */
  record Owner(DomainName apex, DomainName name) {}

  private record Range(int first, int count) {}

  TicketDesk(LongSupplier starts) {
    this.starts = starts;
  }

  /** Returns the first of so many tickets: those that the owner has already, if the number fits. */
  int take(Owner owner, int count) {
    Range range = taken.get(owner);
    if (range != null && range.count() != count) {
      release(owner);
      range = null;
    }
    if (range == null) {
      Deque<Integer> reusable = free.get(count);
      int first;
      if (reusable != null && !reusable.isEmpty()) {
        first = reusable.pop();
      } else {
        first = next;
        next += count;
      }
      range = new Range(first, count);
      taken.put(owner, range);
    }
    return range.first();
  }

  void release(Owner owner) {
    Range range = taken.remove(owner);
    if (range != null) {
      free.computeIfAbsent(range.count(), count -> new ArrayDeque<>()).push(range.first());
    }
  }

  Tickets tickets() {
    tickets = tickets.grownTo(next, starts);
    return tickets;
  }
}
