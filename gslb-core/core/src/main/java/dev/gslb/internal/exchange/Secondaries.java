package dev.gslb.internal.exchange;

import dev.gslb.internal.exchange.ZoneFolder.Kept;
import dev.gslb.internal.table.PackedZone;
import dev.gslb.internal.wire.Wire;
import dev.gslb.spi.ControlPort;
import dev.gslb.spi.ExchangeConfig;
import dev.gslb.spi.SecondaryZone;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.Zone;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Serial;

/*
 *   start  -> folder -----------------------------> HeldZones -> ControlPort
 *   alarm, NOTIFY -> loop: one at a time a zone -> worker: ask, take, serve, keep
 *                    ^                                             |
 *                    +--------- when to ask again, when to expire -+
 *                    +--------- what a catalog says ---------------+
 *
 * RFC 1034 section 4.3.5: after a success a primary is asked again when the SOA's refresh is over,
 * after a failure when its retry is; without a success for its expire the zone is not served.
 */

/**
 * Keeps zones up to date that are taken from other servers, those that are configured and those
 * that catalogs name, and serves the catalogs that are made here. Safe for any thread.
 */
public final class Secondaries implements NotifyDesk, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Secondaries.class);

  /** How much sooner than due a zone may be asked for, so that many are not at the same time. */
  private static final double JITTER = 0.1;

  private final HeldZones held;
  private final Catalogs catalogs;
  private final ZoneFetch fetch;
  private final ExchangeCounts counts;
  private final InstantSource clock;
  private final DoubleSupplier random;
  private final Executor loop;
  private final Executor workers;
  private final Alarms alarms;
  private final Runnable stop;

  /** By apex; changed by the loop only, once the server runs. */
  private final Map<DomainName, WatchedZone> zones = new ConcurrentHashMap<>();

  /** Zones that left while they were asked for: who takes their place waits for that. */
  private final Map<DomainName, WatchedZone> leaving = new HashMap<>(); // of the loop

  private volatile ExchangeConfig config = ExchangeConfig.NONE;
  private ExchangeConfig latest = ExchangeConfig.NONE; // guarded by this; the loop may be behind

  Secondaries(
      ControlPort control,
      AbsentZones absent,
      MemberExchanges members,
      ZoneFetch fetch,
      ExchangeCounts counts,
      InstantSource clock,
      DoubleSupplier random,
      Executor loop,
      Executor workers,
      Alarms alarms,
      Runnable stop) {
    this.held = new HeldZones(control, absent);
    this.catalogs = new Catalogs(held, members, clock);
    this.fetch = fetch;
    this.counts = counts;
    this.clock = clock;
    this.random = random;
    this.loop = loop;
    this.workers = workers;
    this.alarms = alarms;
    this.stop = stop;
  }

  /**
   * Takes what is kept on disk, and makes catalogs. Called once, before the first {@link #apply},
   * which serves it.
   *
   * @param exchange what to hold
   * @throws IOException if there are zones to keep and their folder cannot be written to
   */
  public synchronized void restore(ExchangeConfig exchange) throws IOException {
    latest = exchange;
    config = exchange;
    Optional<ZoneFolder> kept = folder();
    boolean keeps = !exchange.secondaries().zones().isEmpty() || !exchange.catalogs().isEmpty();
    if (kept.isPresent() && keeps) {
      kept.get().open();
    }
    catalogs.configure(exchange);
    exchange.secondaries().zones().forEach(this::restore);
    catalogs.settle().zones().values().forEach(member -> restore(member.zone()));
    catalogs.restore();
    want(zones.keySet());
  }

  /** How many zones are to be taken from primaries. */
  public int size() {
    return zones.size();
  }

  private void want(Collection<DomainName> watched) {
    Set<DomainName> wanted = catalogs.produced();
    wanted.addAll(watched);
    held.want(wanted);
  }

  private void restore(SecondaryZone zone) {
    WatchedZone watched = new WatchedZone(zone);
    zones.put(zone.apex(), watched);
    Kept kept = kept(watched);
    if (kept != null) {
      held.restore(kept.zone());
    }
  }

  private Optional<ZoneFolder> folder() {
    return config.secondaries().folder().map(ZoneFolder::new);
  }

  private @Nullable Kept kept(WatchedZone watched) {
    DomainName apex = watched.zone.apex();
    Kept kept = folder().flatMap(folder -> folder.load(apex)).orElse(null);
    if (kept == null) {
      return null;
    }
    // What a catalog said when it was last heard of holds, however long ago that was.
    catalogs.enter(kept.zone());
    Instant now = clock.instant();
    watched.checked = kept.checked().isAfter(now) ? now : kept.checked();
    if (isExpired(watched, kept.zone())) {
      LOG.warn("{} expired while the server was down; it is taken anew", apex);
      return null;
    }
    LOG.info("{} with serial {} is served as it was kept", apex, kept.zone().serial());
    return kept;
  }

  private boolean isExpired(WatchedZone watched, PackedZone zone) {
    return !clock.instant().isBefore(watched.checked.plus(SoaTimers.of(zone).expire()));
  }

  /** Begins to ask primaries. */
  public void start() {
    if (!zones.isEmpty()) {
      execute(
          () -> {
            settle();
            zones.values().forEach(watched -> refresh(watched, null));
          });
    }
  }

  /**
   * Serves these zones and those that are held, and no others.
   *
   * @param declared with distinct apexes; one that is held too is served as it is declared
   * @return as {@link ControlPort#submit}
   */
  public CompletableFuture<Long> apply(Collection<Zone> declared) {
    return held.apply(declared)
        .whenComplete(
            (id, refused) -> {
              if (!config.secondaries().catalogs().isEmpty()) {
                execute(this::settle); // a member may be declared now, or no longer
              }
            });
  }

  /** Holds other zones, or takes them from other primaries, from now on. */
  public synchronized void configure(ExchangeConfig next) {
    if (!next.equals(latest)) {
      latest = next;
      execute(() -> change(next));
    }
  }

  private void execute(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      LOG.debug("the server is closing");
    }
  }

  private void change(ExchangeConfig next) {
    config = next;
    catalogs.configure(next);
    settle();
    catalogs.produce();
  }

  /** Watches the zones that are configured or that catalogs name, and no others. */
  private void settle() {
    CatalogBook.Settled settled = catalogs.settle();
    Map<DomainName, SecondaryZone> all = new LinkedHashMap<>();
    config.secondaries().zones().forEach(zone -> all.put(zone.apex(), zone));
    settled.zones().forEach((apex, member) -> all.put(apex, member.zone()));
    for (WatchedZone watched : List.copyOf(zones.values())) {
      DomainName apex = watched.zone.apex();
      if (settled.reset().contains(apex) || !all.containsKey(apex)) {
        zones.remove(apex);
        leave(watched);
      }
    }
    want(all.keySet());
    settled.reset().forEach(this::reset);
    leaving.forEach((apex, watched) -> watched.next = all.get(apex));
    for (SecondaryZone zone : all.values()) {
      WatchedZone watched = zones.get(zone.apex());
      if (watched == null && !leaving.containsKey(zone.apex())) {
        add(new WatchedZone(zone));
      } else if (watched != null && !watched.zone.equals(zone)) {
        watched.zone = zone;
        refresh(watched, null);
      }
    }
  }

  private void leave(WatchedZone watched) {
    synchronized (watched) {
      watched.gone = true;
    }
    watched.alarm.run();
    if (watched.busy) {
      leaving.put(watched.zone.apex(), watched);
    }
  }

  /** Nothing stays of a member that left: who takes its place begins anew (RFC 9432 section 5). */
  private void reset(DomainName apex) {
    held.expire(apex);
    WatchedZone busy = leaving.get(apex);
    if (busy == null) {
      delete(apex);
    } else {
      busy.reset = true;
    }
  }

  private void delete(DomainName apex) {
    LOG.info("{} is in its catalog no longer, or anew: what is here of it goes", apex);
    folder()
        .ifPresent(
            folder -> {
              try {
                folder.delete(apex);
              } catch (IOException e) {
                LOG.error("{} cannot be deleted: {}", folder.file(apex), e.toString());
              }
            });
  }

  private void add(WatchedZone watched) {
    zones.put(watched.zone.apex(), watched);
    Kept kept = kept(watched);
    if (kept != null) {
      var unused = held.put(kept.zone());
    }
    refresh(watched, null);
  }

  @Override
  public int notified(
      DomainName apex, InetAddress client, @Nullable DomainName signer, long serial) {
    WatchedZone watched = zones.get(apex);
    if (watched == null) {
      return Wire.NOTAUTH;
    }
    Optional<InetAddress> teller =
        watched.zone.primaries().stream()
            .filter(
                primary ->
                    client.equals(primary.address().getAddress())
                        || primary
                            .key()
                            .filter(key -> Objects.equals(key.name(), signer))
                            .isPresent())
            .map(primary -> primary.address().getAddress())
            .findFirst();
    if (teller.isEmpty()) {
      return Wire.REFUSED;
    }
    PackedZone here = held.get(apex);
    boolean news = serial == NO_SERIAL || here == null || Serial.compare(serial, here.serial()) > 0;
    if (news && watched.told.compareAndSet(false, true)) {
      execute(
          () -> {
            watched.told.set(false);
            refresh(watched, teller.get());
          });
    }
    return Wire.NOERROR;
  }

  /** Asks now, or again when the answer of the moment is there. */
  private void refresh(WatchedZone watched, @Nullable InetAddress first) {
    if (watched.gone) {
      return;
    }
    if (watched.busy) {
      watched.again = true;
      watched.teller = first == null ? watched.teller : first;
      return;
    }
    watched.busy = true;
    watched.alarm.run();
    PackedZone here = held.get(watched.zone.apex());
    if (here != null) {
      // The answer may take longer than the zone lasts.
      Instant end = watched.checked.plus(SoaTimers.of(here).expire());
      alarm(watched, Duration.between(clock.instant(), end));
    }
    try {
      workers.execute(() -> ask(watched, here, first));
    } catch (RejectedExecutionException e) {
      LOG.debug("the server is closing");
    }
  }

  private void ask(WatchedZone watched, @Nullable PackedZone here, @Nullable InetAddress first) {
    Instant asked = clock.instant();
    Throwable failure = null;
    try {
      if (!watched.gone) {
        PackedZone fetched =
            fetch.fetch(watched.zone, here, config.secondaries().maxRecords(), first);
        take(watched, here, fetched, asked);
      }
    } catch (Exception | Error e) {
      failure = e;
    }
    Throwable failed = failure;
    execute(() -> answered(watched, failed));
  }

  @SuppressWarnings("ReferenceEquality") // the very object says that there is nothing new
  private void take(
      WatchedZone watched, @Nullable PackedZone here, PackedZone fetched, Instant asked) {
    CompletableFuture<Long> served = null;
    synchronized (watched) {
      if (watched.gone) {
        return;
      }
      if (fetched != here) {
        served = held.put(fetched);
      }
    }
    if (served != null) {
      served.join();
      watched.unsaved = true;
      if (catalogs.isConsumed(fetched.apex())) {
        read(watched, fetched);
      }
    }
    // Before the disk, which may be slow: the zone of before may end at any moment.
    execute(() -> watched.checked = asked);
    folder().ifPresent(folder -> keep(folder, watched, fetched, asked));
  }

  private void read(WatchedZone watched, PackedZone zone) {
    CatalogContent content = catalogs.read(zone);
    watched.broken = content == null;
    if (content != null) {
      execute(
          () -> {
            if (!watched.gone) {
              catalogs.enter(zone.apex(), content);
              settle();
            }
          });
    }
  }

  private static void keep(ZoneFolder folder, WatchedZone watched, PackedZone zone, Instant asked) {
    try {
      // After a start the members are those of the latest catalog that was in order.
      if (!watched.broken && (watched.unsaved || !folder.checked(zone.apex(), asked))) {
        folder.save(zone, asked);
        watched.unsaved = false;
      }
    } catch (IOException e) {
      LOG.error("{} cannot be kept: {}", folder.file(zone.apex()), e.toString());
    }
  }

  private void answered(WatchedZone watched, @Nullable Throwable failure) {
    watched.busy = false;
    if (watched.gone) {
      left(watched);
      return;
    }
    // Nothing was asked: once, that is no failure.
    boolean rests = failure instanceof SilentPrimaries.Resting && !watched.rested;
    watched.rested = rests;
    if (failure == null) {
      counts.refreshed(true);
      watched.failures = 0;
    } else if (!rests) {
      counts.refreshed(false);
      watched.failures++;
      report(watched, failure);
    }
    if (watched.again) {
      InetAddress teller = watched.teller;
      watched.again = false;
      watched.teller = null;
      refresh(watched, teller);
    } else if (rests) {
      alarm(watched, SilentPrimaries.REST);
    } else {
      schedule(watched);
    }
  }

  private void left(WatchedZone watched) {
    DomainName apex = watched.zone.apex();
    leaving.remove(apex);
    if (watched.reset) {
      delete(apex);
    }
    if (watched.next != null) {
      add(new WatchedZone(watched.next));
    }
  }

  private static void report(WatchedZone watched, Throwable failure) {
    LOG.warn("{} is not up to date: {}", watched.zone.apex(), PeerLink.text(failure));
  }

  private void schedule(WatchedZone watched) {
    PackedZone here = stillThere(watched);
    Duration wait =
        here == null
            ? SoaTimers.withoutZone(watched.failures)
            : SoaTimers.of(here)
                .next(Duration.between(watched.checked, clock.instant()), watched.failures);
    alarm(watched, wait.minusMillis((long) (wait.toMillis() * JITTER * random.getAsDouble())));
  }

  private void alarm(WatchedZone watched, Duration wait) {
    watched.alarm.run();
    watched.alarm = alarms.after(wait.isNegative() ? Duration.ZERO : wait, () -> due(watched));
  }

  private void due(WatchedZone watched) {
    var unused = stillThere(watched);
    refresh(watched, null);
  }

  /** What is held of a zone, unless it has expired by now. */
  private @Nullable PackedZone stillThere(WatchedZone watched) {
    DomainName apex = watched.zone.apex();
    PackedZone here = held.get(apex);
    if (here != null && isExpired(watched, here)) {
      LOG.error("{} expired: no primary has confirmed it since {}", apex, watched.checked);
      held.expire(apex);
      return null;
    }
    return here;
  }

  @Override
  public void close() {
    stop.run();
  }
}
