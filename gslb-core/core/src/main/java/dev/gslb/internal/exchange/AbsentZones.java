package dev.gslb.internal.exchange;

import dev.gslb.internal.table.ApexIndex;
import dev.gslb.internal.table.NameTable;
import dev.gslb.zone.DomainName;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The zones that should be served and are not there: never taken yet, or expired. One writer, any
 * readers.
 */
public final class AbsentZones {
  private volatile @Nullable NameTable apexes;

  /** Starts with none. */
  public AbsentZones() {}

  /** Replaces all of them. */
  void set(Set<DomainName> absent) {
    if (absent.isEmpty()) {
      apexes = null;
      return;
    }
    ApexIndex index = new ApexIndex();
    absent.forEach(apex -> index.put(apex, 0));
    apexes = index.freeze();
  }

  /** A table of their apexes; null while there are none. */
  @Nullable NameTable apexes() {
    return apexes;
  }
}
