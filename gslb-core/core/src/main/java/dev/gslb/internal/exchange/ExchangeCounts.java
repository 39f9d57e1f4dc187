package dev.gslb.internal.exchange;

import dev.gslb.internal.wire.QueryReader;
import dev.gslb.internal.wire.Wire;
import dev.gslb.spi.ExchangeStatistics;
import java.util.concurrent.atomic.LongAdder;

/** Counts what was exchanged with other servers. Safe for any thread; not for the query path. */
public final class ExchangeCounts {
  private final LongAdder transfers = new LongAdder();
  private final LongAdder refusedTransfers = new LongAdder();
  private final LongAdder updates = new LongAdder();
  private final LongAdder refusedUpdates = new LongAdder();
  private final LongAdder refreshes = new LongAdder();
  private final LongAdder failedRefreshes = new LongAdder();

  /** Starts at zero. */
  public ExchangeCounts() {}

  /** Counts an answer, if it is one to a transfer or an update. */
  void answered(QueryReader query, int rcode) {
    boolean served = rcode == Wire.NOERROR;
    if (query.opcode() == Wire.UPDATE) {
      (served ? updates : refusedUpdates).increment();
    } else if (query.opcode() == Wire.QUERY && query.isTransfer()) {
      (served ? transfers : refusedTransfers).increment();
    }
  }

  void refreshed(boolean success) {
    (success ? refreshes : failedRefreshes).increment();
  }

  /** The sums of the moment, beside what is missing then. */
  public ExchangeStatistics statistics(int secondaryZones, int absentZones) {
    return new ExchangeStatistics(
        transfers.sum(),
        refusedTransfers.sum(),
        updates.sum(),
        refusedUpdates.sum(),
        refreshes.sum(),
        failedRefreshes.sum(),
        secondaryZones,
        absentZones);
  }
}
