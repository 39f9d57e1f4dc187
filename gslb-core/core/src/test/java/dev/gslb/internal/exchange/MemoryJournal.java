package dev.gslb.internal.exchange;

import dev.gslb.spi.ZoneJournal;
import dev.gslb.spi.ZoneUpdate;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.ZoneChange;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Keeps the updates of one zone for as long as the test runs. */
public final class MemoryJournal implements ZoneJournal {
  private final List<ZoneUpdate> updates = new ArrayList<>(); // guarded by this
  private @Nullable Listener listener; // guarded by this
  private @Nullable DomainName apex; // guarded by this
  private @Nullable ZoneUpdate rival; // guarded by this

  /** Has another server's update come first the next time. */
  public synchronized void overtakeWith(ZoneChange change) {
    rival = ZoneUpdate.of(change);
  }

  public synchronized int size() {
    return updates.size();
  }

  /** What all updates come to. */
  public synchronized ZoneUpdate sum() {
    return ZoneUpdate.sum(updates);
  }

  @Override
  public synchronized CompletableFuture<?> follow(Listener told) {
    listener = told;
    return apex == null
        ? CompletableFuture.completedFuture(null)
        : told.kept(apex, updates.size(), sum());
  }

  @Override
  public synchronized CompletableFuture<Boolean> append(
      DomainName zone, long after, ZoneUpdate update) {
    apex = zone;
    if (rival != null) {
      ZoneUpdate first = rival;
      rival = null;
      add(first);
    }
    if (after != updates.size()) {
      return CompletableFuture.completedFuture(false);
    }
    add(update);
    return CompletableFuture.completedFuture(true);
  }

  private void add(ZoneUpdate update) {
    updates.add(update);
    if (listener != null && apex != null) {
      listener.updated(apex, updates.size(), update);
    }
  }
}
