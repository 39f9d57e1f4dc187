package dev.gslb.internal.exchange;

import dev.gslb.internal.engine.EngineOptions;
import dev.gslb.internal.snapshot.Snapshot;
import dev.gslb.internal.snapshot.SnapshotCell;
import dev.gslb.internal.snapshot.ZoneView;
import dev.gslb.internal.table.PackedZone;
import dev.gslb.spi.ZoneExchange;
import dev.gslb.spi.ZoneExchange.GslbContent;
import dev.gslb.spi.ZoneJournal;
import dev.gslb.spi.ZoneUpdate;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.RRset;
import dev.gslb.zone.ZoneChange;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Raises the serial of a zone when a transfer of it would say something else of the names that
 * policies answer, and when its file changed below the serial that updates have reached, so that
 * secondaries notice. Looks every few seconds; of servers that share a journal one does it. A
 * server that begins to do it does not know what was told before: it raises a serial that was
 * raised before, and leaves one that is the file's.
 */
public final class SerialKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SerialKeeper.class);

  private static final long INTERVAL_SECONDS = 5;
  private static final long PATIENCE_SECONDS = 4;

  private final SnapshotCell cell;
  private final DynamicZones zones;
  private final ZoneJournal journal;
  private final EngineOptions options;
  private final ScheduledExecutorService thread;

  /** What transfers told last of the names that policies answer. Of the thread. */
  private final Map<DomainName, ByteBuffer> told = new HashMap<>();

  private @Nullable Snapshot checked; // of the thread; all zones of it
  private boolean led; // of the thread; when that was checked

  SerialKeeper(
      String name,
      SnapshotCell cell,
      DynamicZones zones,
      ZoneJournal journal,
      EngineOptions options) {
    this.cell = cell;
    this.zones = zones;
    this.journal = journal;
    this.options = options;
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread made = new Thread(task, name + "-serials");
              made.setDaemon(true);
              return made;
            });
  }

  /** Begins, if there is a journal that keeps serials. */
  @SuppressWarnings("ReferenceEquality") // there is one that keeps nothing
  public static SerialKeeper start(
      String name,
      SnapshotCell cell,
      DynamicZones zones,
      ZoneJournal journal,
      EngineOptions options) {
    SerialKeeper keeper = new SerialKeeper(name, cell, zones, journal, options);
    if (journal != ZoneJournal.NONE) {
      var unused =
          keeper.thread.scheduleWithFixedDelay(
              keeper::look, INTERVAL_SECONDS, INTERVAL_SECONDS, TimeUnit.SECONDS);
    }
    return keeper;
  }

  private void look() {
    try {
      check();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      LOG.error("Serials could not be raised; it is tried again", e);
    }
  }

  /** Looks at all zones once, if anything changed. */
  @SuppressWarnings("ReferenceEquality") // whether it is the very snapshot
  void check() throws InterruptedException {
    boolean leads = journal.leads();
    if (!leads) {
      told.clear();
    }
    Snapshot snapshot = cell.get();
    if (snapshot == checked && leads == led) {
      return;
    }
    led = leads;
    boolean done = true;
    for (int i = 0; i < snapshot.zones().size(); i++) {
      ZoneView view = snapshot.zones().get(i);
      done &= view == null || isTold(snapshot, view);
    }
    checked = done ? snapshot : null;
  }

  /** Returns false if a serial is to be raised still. */
  private boolean isTold(Snapshot snapshot, ZoneView view) throws InterruptedException {
    PackedZone zone = view.zone();
    DomainName apex = zone.apex();
    ZoneExchange exchange = zones.exchange(apex);
    boolean policies = zone.gslbNameList().size() > 0 && DynamicZones.tellsOfPolicies(exchange);
    if (zone.isSigned() || (!policies && exchange.updates().isEmpty())) {
      told.remove(apex);
      return true;
    }
    ByteBuffer content =
        policies && led ? digest(snapshot, view, exchange.gslb()) : ByteBuffer.allocate(0);
    ByteBuffer before = told.get(apex);
    // At first it is not known what was told: what policies have may have changed meanwhile.
    boolean news =
        led && (before == null ? policies || zones.hasUpdates(apex) : !before.equals(content));
    // Every server for itself: another one may have loaded the file before.
    boolean hidden = zones.takeHidden(apex);
    boolean done = !(news || hidden) || isRaised(apex);
    if (done && led) {
      told.put(apex, content);
    } else if (!done && hidden) {
      zones.putHidden(apex);
    }
    return done;
  }

  private boolean isRaised(DomainName apex) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    try {
      long position = zones.await(apex, ZoneJournal.START, deadline);
      ZoneView served = ExchangeDesk.zone(cell.get(), apex);
      if (served == null) {
        return false;
      }
      RRset soa = UpdateSteps.raisedSoa(served.zone());
      return journal
          .append(apex, position, ZoneUpdate.of(new ZoneChange(List.of(), List.of(soa))))
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      LOG.warn("The serial of {} is raised later: {}", apex, e.toString());
      return false;
    }
  }

  private ByteBuffer digest(Snapshot snapshot, ZoneView view, GslbContent content) {
    MessageDigest digest = sha256();
    boolean all =
        new GslbRecords(snapshot, view, content, options)
            .forEach(
                (owner, type, ttlSeconds, rdata, start, length) -> {
                  digest.update(owner);
                  digest.update(
                      ByteBuffer.allocate(12)
                          .putInt(type)
                          .putInt(ttlSeconds)
                          .putInt(length)
                          .flip());
                  digest.update(rdata, start, length);
                  return true;
                });
    if (!all) {
      throw new IllegalStateException("not all records were taken");
    }
    return ByteBuffer.wrap(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is in every JDK", e);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
