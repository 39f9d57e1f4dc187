package dev.gslb.internal.snapshot;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/**
 * The counters behind rotation, one for each policy node, owner name and type. They outlive
 * snapshots: a snapshot refers to the pages that were there when it was made, and pages are shared.
 *
 * <p>Workers advance counters with getAndAdd, which is all the ordering that a rotation needs; the
 * control thread adds pages and publishes them inside a snapshot.
 */
public final class Tickets {
  private static final int PAGE_BITS = 9;
  private static final int PAGE = 1 << PAGE_BITS;

  /** A counter has 64 octets to itself, so that two workers do not fight for one cache line. */
  private static final int PADDING_BITS = 3;

  private final AtomicLongArray[] pages;

  private Tickets(AtomicLongArray[] pages) {
    this.pages = pages;
  }

  /** No counters. */
  public static Tickets none() {
    return new Tickets(new AtomicLongArray[0]);
  }

  /** Returns counters for at least so many tickets; those there already keep their values. */
  public Tickets grownTo(int count, LongSupplier starts) {
    int needed = (count + PAGE - 1) >>> PAGE_BITS;
    if (needed <= pages.length) {
      return this;
    }
    AtomicLongArray[] more = Arrays.copyOf(pages, needed);
    for (int page = pages.length; page < needed; page++) {
      AtomicLongArray counters = new AtomicLongArray(PAGE << PADDING_BITS);
      for (int i = 0; i < PAGE; i++) {
        counters.setPlain(i << PADDING_BITS, starts.getAsLong());
      }
      more[page] = counters;
    }
    return new Tickets(more);
  }

  /** As many counters as these, all at 0. */
  public Tickets fresh() {
    return none().grownTo(pages.length << PAGE_BITS, () -> 0L);
  }

  /** Takes a ticket. */
  public long next(int ticket) {
    return pages[ticket >>> PAGE_BITS].getAndIncrement(index(ticket));
  }

  /** Reads the ticket that the next query will take. */
  public long peek(int ticket) {
    return pages[ticket >>> PAGE_BITS].get(index(ticket));
  }

  private static int index(int ticket) {
    return (ticket & (PAGE - 1)) << PADDING_BITS;
  }
}
