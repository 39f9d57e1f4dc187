package dev.gslb.internal.exchange;

import dev.gslb.internal.table.PackedZone;
import dev.gslb.spi.Command;
import dev.gslb.spi.ControlPort;
import dev.gslb.spi.ExchangeConfig;
import dev.gslb.spi.ZoneExchange;
import dev.gslb.spi.ZoneExchange.GslbContent;
import dev.gslb.spi.ZoneJournal;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.RRset;
import dev.gslb.zone.RecordType;
import dev.gslb.zone.RefusedException;
import dev.gslb.zone.ZoneChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Serial;

/*
 *   file, API --> PutZone, ReplaceZones --> over(zone) --> served
 *   journal ----> kept, updated: layers ------^    \-----> ChangeZone --> served
 *
 * A layer says what RRsets are, not what becomes of them, so that laying it over a zone that has it
 * already changes nothing, and the two ways may overtake each other.
 */

/**
 * What updates made of dynamic zones, laid over what their files say. A file that has a newer
 * serial keeps its SOA. What does not fit the file any more is left out and logged. Safe for any
 * thread.
 */
public final class DynamicZones implements ZoneJournal.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(DynamicZones.class);

  private final ControlPort control;
  private final Map<DomainName, Layer> layers = new HashMap<>(); // guarded by this
  private final Map<DomainName, Long> files = new HashMap<>(); // serials; guarded by this
  private final Set<DomainName> hidden = new HashSet<>(); // guarded by this
  private volatile ExchangeConfig config;

  /** All updates of one zone; guarded by the zones. */
  private static final class Layer {
    private final Map<ZoneChange.Key, Optional<RRset>> content = new LinkedHashMap<>();
    private long position = ZoneJournal.START;
    private long served = ZoneJournal.START;

    private void add(ZoneChange change) {
      change.removed().forEach(key -> content.put(key, Optional.empty()));
      change
          .added()
          .forEach(
              rrset ->
                  content.put(new ZoneChange.Key(rrset.owner(), rrset.type()), Optional.of(rrset)));
    }

    private ZoneChange sum(boolean withSoa) {
      List<ZoneChange.Key> removed = new ArrayList<>();
      List<RRset> added = new ArrayList<>();
      content.forEach(
          (key, rrset) -> {
            if (rrset.isEmpty()) {
              removed.add(key);
            } else if (withSoa || !key.type().equals(RecordType.SOA)) {
              added.add(rrset.get());
            }
          });
      return new ZoneChange(removed, added);
    }

    private long serial(DomainName apex) {
      return content
          .getOrDefault(new ZoneChange.Key(apex, RecordType.SOA), Optional.empty())
          .map(ZoneDelta::serial)
          .orElse(0L);
    }
  }

  /** Knows of no updates; a journal tells. */
  public DynamicZones(ControlPort control, ExchangeConfig config) {
    this.control = control;
    this.config = config;
  }

  /** Goes by another configuration with the zones that come next. Returns the one before. */
  public ExchangeConfig expect(ExchangeConfig next) {
    ExchangeConfig before = config;
    config = next;
    return before;
  }

  /** Goes by another configuration; zones that become dynamic get what is known of them. */
  public synchronized void permit(ExchangeConfig next) {
    ExchangeConfig before = expect(next);
    layers.forEach(
        (apex, layer) -> {
          if (isDynamic(next, apex) && !isDynamic(before, apex)) {
            var unused = serve(apex, layer.position, layer.sum(true));
          }
        });
  }

  /** Zones too whose serial moves with what policies answer. */
  private static boolean isDynamic(ExchangeConfig config, DomainName apex) {
    ZoneExchange exchange = config.of(apex);
    return exchange.updates().isPresent() || tellsOfPolicies(exchange);
  }

  /** Whether somebody may be told what policies answer in the zone. */
  static boolean tellsOfPolicies(ZoneExchange exchange) {
    return exchange.gslb() != GslbContent.OMIT
        && !(exchange.transfer().isEmpty() && exchange.notified().isEmpty());
  }

  /** How the zone is exchanged, by the configuration of the moment. */
  ZoneExchange exchange(DomainName apex) {
    return config.of(apex);
  }

  /** Whether anything was laid over the zone. */
  synchronized boolean hasUpdates(DomainName apex) {
    return layers.containsKey(apex);
  }

  /** Says, once, whether a zone came with another serial than before that is not the newest. */
  synchronized boolean takeHidden(DomainName apex) {
    return hidden.remove(apex);
  }

  /** Has {@link #takeHidden} say it again. */
  synchronized void putHidden(DomainName apex) {
    hidden.add(apex);
  }

  /** What is to be served of a zone that came without the updates. */
  public PackedZone over(PackedZone zone) {
    DomainName apex = zone.apex();
    ZoneChange sum;
    synchronized (this) {
      if (!isDynamic(config, apex)) {
        return zone;
      }
      Long before = files.put(apex, zone.serial());
      Layer layer = layers.get(apex);
      if (layer == null) {
        return zone;
      }
      boolean newest = Serial.compare(zone.serial(), layer.serial(apex)) > 0;
      if (before != null && before != zone.serial() && !newest) {
        hidden.add(apex);
      }
      sum = layer.sum(!newest);
    }
    try {
      return (PackedZone) zone.with(sum);
    } catch (RefusedException e) {
      return fitting(zone, sum);
    }
  }

  private static PackedZone fitting(PackedZone zone, ZoneChange sum) {
    PackedZone result = zone;
    for (ZoneChange part : parts(sum)) {
      try {
        result = (PackedZone) result.with(part);
      } catch (RefusedException misfit) {
        report(zone.apex(), misfit);
      }
    }
    return result;
  }

  /** A change RRset by RRset, so that one that does not fit leaves the others. */
  private static List<ZoneChange> parts(ZoneChange change) {
    List<ZoneChange> parts = new ArrayList<>();
    change.removed().forEach(key -> parts.add(new ZoneChange(List.of(key), List.of())));
    change.added().forEach(rrset -> parts.add(new ZoneChange(List.of(), List.of(rrset))));
    return parts;
  }

  private static void report(DomainName apex, Throwable misfit) {
    LOG.warn("An update of {} does not fit and is left out: {}", apex, misfit.getMessage());
  }

  @Override
  public synchronized CompletableFuture<?> kept(DomainName apex, long position, ZoneChange sum) {
    Layer layer = layers.computeIfAbsent(apex, unused -> new Layer());
    if (position <= layer.position) {
      return CompletableFuture.completedFuture(null);
    }
    layer.content.clear();
    layer.add(sum);
    layer.position = position;
    return serve(apex, position, sum);
  }

  @Override
  public synchronized void updated(DomainName apex, long position, ZoneChange change) {
    Layer layer = layers.computeIfAbsent(apex, unused -> new Layer());
    if (position > layer.position) {
      layer.add(change);
      layer.position = position;
      var unused = serve(apex, position, change);
    }
  }

  /** Submits under the lock, so that the changes of a zone are made in their order. */
  private synchronized CompletableFuture<?> serve(
      DomainName apex, long position, ZoneChange change) {
    if (!isDynamic(config, apex)) {
      isServed(apex, position);
      return CompletableFuture.completedFuture(null);
    }
    return control
        .submit(new Command.ChangeZone(apex, change))
        .exceptionallyCompose(refused -> serveParts(apex, change))
        .whenComplete((id, failed) -> isServed(apex, position));
  }

  private CompletableFuture<Long> serveParts(DomainName apex, ZoneChange change) {
    CompletableFuture<Long> last = CompletableFuture.completedFuture(0L);
    for (ZoneChange part : parts(change)) {
      CompletableFuture<Long> done =
          control
              .submit(new Command.ChangeZone(apex, part))
              .exceptionally(
                  misfit -> {
                    report(apex, misfit);
                    return 0L;
                  });
      last = last.thenCombine(done, Math::max);
    }
    return last;
  }

  private synchronized void isServed(DomainName apex, long position) {
    Layer layer = layers.get(apex);
    if (layer != null && position > layer.served) {
      layer.served = position;
      notifyAll();
    }
  }

  /**
   * Waits until a position is known and served.
   *
   * @return the last position that is known; it is served
   */
  synchronized long await(DomainName apex, long position, long deadlineNanos)
      throws InterruptedException, TimeoutException {
    while (true) {
      Layer layer = layers.get(apex);
      long known = layer == null ? ZoneJournal.START : layer.position;
      long served = layer == null ? ZoneJournal.START : layer.served;
      if (known >= position && served == known) {
        return known;
      }
      long left = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
      if (left <= 0) {
        throw new TimeoutException("update " + position + " of " + apex + " is not served yet");
      }
      wait(left);
    }
  }
}
