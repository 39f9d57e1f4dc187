package dev.gslb.internal.engine;

import dev.gslb.spi.QueryAccess;
import org.jspecify.annotations.Nullable;

/** Who may ask, for all engines of a server. Any thread may replace it. */
public final class AccessLists {
  private volatile @Nullable AccessTable table;

  /** Starts with everybody. */
  public AccessLists() {}

  /** Holds from each worker's next batch on. */
  public void set(QueryAccess access) {
    table = AccessTable.of(access);
  }

  /** What holds now; null if everybody may ask for everything. */
  @Nullable AccessTable table() {
    return table;
  }
}
