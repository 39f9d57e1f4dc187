package dev.gslb.internal.exchange;

import dev.gslb.spi.ZoneJournal;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.ZoneChange;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Keeps the updates of one zone for as long as the test runs. */
public final class MemoryJournal implements ZoneJournal {
  private final List<ZoneChange> changes = new ArrayList<>(); // guarded by this
  private @Nullable Listener listener; // guarded by this
  private @Nullable DomainName apex; // guarded by this
  private @Nullable ZoneChange rival; // guarded by this

  /** Has another server's update come first the next time. */
  public synchronized void overtakeWith(ZoneChange change) {
    rival = change;
  }

  public synchronized int size() {
    return changes.size();
  }

  @Override
  public synchronized CompletableFuture<?> follow(Listener told) {
    listener = told;
    return apex == null
        ? CompletableFuture.completedFuture(null)
        : told.kept(apex, changes.size(), ZoneChange.sum(changes));
  }

  @Override
  public synchronized CompletableFuture<Boolean> append(
      DomainName zone, long after, ZoneChange change) {
    apex = zone;
    if (rival != null) {
      ZoneChange first = rival;
      rival = null;
      add(first);
    }
    if (after != changes.size()) {
      return CompletableFuture.completedFuture(false);
    }
    add(change);
    return CompletableFuture.completedFuture(true);
  }

  private void add(ZoneChange change) {
    changes.add(change);
    if (listener != null && apex != null) {
      listener.updated(apex, changes.size(), change);
    }
  }
}
