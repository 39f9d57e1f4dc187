package dev.gslb.internal.exchange;

import dev.gslb.internal.table.ApexIndex;
import dev.gslb.internal.table.NameTable;
import dev.gslb.zone.DomainName;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The zones that should be served and are not there: never taken yet, or expired. Any writers, any
 * readers.
 */
public final class AbsentZones {
  private final Set<DomainName> absent = new HashSet<>(); // guarded by this
  private volatile @Nullable NameTable apexes;

  /** Starts with none. */
  public AbsentZones() {}

  /** Replaces all of them. */
  synchronized void set(Set<DomainName> all) {
    if (absent.equals(all)) {
      return;
    }
    absent.clear();
    absent.addAll(all);
    ApexIndex index = new ApexIndex();
    all.forEach(apex -> index.put(apex, 0));
    publish(index);
  }

  /** Says of one zone whether it is absent, which takes no longer for many others. */
  synchronized void set(DomainName apex, boolean isAbsent) {
    boolean changed = isAbsent ? absent.add(apex) : absent.remove(apex);
    if (!changed) {
      return;
    }
    NameTable before = apexes;
    ApexIndex index = before == null ? new ApexIndex() : new ApexIndex(before);
    if (isAbsent) {
      index.put(apex, 0);
    } else {
      index.remove(apex);
    }
    publish(index);
  }

  private void publish(ApexIndex index) {
    apexes = absent.isEmpty() ? null : index.freeze();
  }

  /** How many there are. */
  public synchronized int size() {
    return absent.size();
  }

  /** A table of their apexes; null while there are none. */
  @Nullable NameTable apexes() {
    return apexes;
  }
}
