package dev.gslb.internal.exchange;

import dev.gslb.internal.control.ZoneListener;
import dev.gslb.internal.table.PackedZone;
import dev.gslb.internal.table.TableDifference;
import dev.gslb.spi.ExchangeConfig;
import dev.gslb.spi.ZoneExchange;
import dev.gslb.spi.ZoneExchange.GslbContent;
import dev.gslb.spi.ZoneJournal;
import dev.gslb.spi.ZoneUpdate;
import dev.gslb.zone.DomainName;
import dev.gslb.zone.RRset;
import dev.gslb.zone.RecordType;
import dev.gslb.zone.RefusedException;
import dev.gslb.zone.ZoneChange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Serial;

/*
 *   file, API --> PutZone, ReplaceZones --> over(zone) --> served
 *   journal ----> kept, updated: layers -----^-- changed(zone, keys) --> served
 *
 * Both are asked on the builder thread, and say what the layer says then. So whatever overtakes
 * what, the zone that is made last has all of it.
 */

/**
 * What updates made of dynamic zones, laid over what their files say. A file that has a newer
 * serial keeps its SOA. What does not fit the file any more is left out and logged. Of a zone that
 * takes no updates the layer is its serial, if that moves with what policies answer. Safe for any
 * thread.
 */
public final class DynamicZones implements ZoneJournal.Listener, ZoneListener {
  private static final Logger LOG = LoggerFactory.getLogger(DynamicZones.class);

  private final Changes changes;
  private final Map<DomainName, Layer> layers = new HashMap<>(); // guarded by this

  /** By the very zone that is to be served, for as long as it may be. Guarded by this. */
  private final Map<PackedZone, Came> coming = new WeakHashMap<>();

  private final Map<DomainName, Long> serials = new HashMap<>(); // of files; guarded by this
  private final Map<DomainName, PackedZone> files = new HashMap<>(); // dynamic; guarded by this
  private final Set<DomainName> hidden = new HashSet<>(); // guarded by this
  private volatile ExchangeConfig config;

  /** Changes zones that are served. */
  @FunctionalInterface
  public interface Changes {
    /** Has a zone changed on the builder thread; completes when that is served. */
    CompletableFuture<Long> change(DomainName apex, UnaryOperator<PackedZone> change);
  }

  /**
   * What a zone that is not served yet came from.
   *
   * @param file null if it is that very zone
   */
  private record Came(@Nullable PackedZone file, boolean isHidden) {
    PackedZone fileOf(PackedZone zone) {
      return file == null ? zone : file;
    }
  }

  /** All updates of one zone; guarded by the zones. */
  private static final class Layer {
    private final Map<ZoneChange.Key, Optional<RRset>> content = new LinkedHashMap<>();
    private long position = ZoneJournal.START;
    private long served = ZoneJournal.START;

    private boolean isAtLeast(DomainName apex, long serial) {
      return content
          .getOrDefault(new ZoneChange.Key(apex, RecordType.SOA), Optional.empty())
          .filter(soa -> Serial.compare(ZoneDelta.serial(soa), serial) >= 0)
          .isPresent();
    }
  }

  /** Knows of no updates; a journal tells. */
  public DynamicZones(Changes changes, ExchangeConfig config) {
    this.changes = changes;
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
          ZoneExchange now = next.of(apex);
          ZoneExchange then = before.of(apex);
          if ((now.updates().isPresent() && then.updates().isEmpty())
              || (mayBeLaid(now) && !mayBeLaid(then))) {
            // An RRset that was forgotten meanwhile is in no layer, but in what is served.
            List<ZoneChange.Key> own = List.copyOf(layer.content.keySet());
            var unused = serve(apex, layer.position, zone -> updated(zone, beyondFile(zone, own)));
          }
        });
  }

  private static boolean mayBeLaid(ZoneExchange exchange) {
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
  @SuppressWarnings("ReferenceEquality") // whether anything was laid over it
  public PackedZone over(PackedZone zone) {
    DomainName apex = zone.apex();
    List<ZoneChange.Key> keys;
    boolean newest;
    synchronized (this) {
      if (!mayBeLaid(config.of(apex))) {
        coming.put(zone, new Came(null, false));
        return zone;
      }
      Layer layer = layers.get(apex);
      keys = layer == null ? List.of() : List.copyOf(layer.content.keySet());
      newest = layer == null || !layer.isAtLeast(apex, zone.serial());
    }
    PackedZone result = changed(zone, zone, keys);
    synchronized (this) {
      Long before = serials.get(apex);
      boolean news = before != null && before != zone.serial();
      coming.put(result, new Came(result == zone ? null : zone, news && !newest));
    }
    return result;
  }

  @Override
  public synchronized void installed(PackedZone zone) {
    DomainName apex = zone.apex();
    Came came = coming.remove(zone);
    if (came == null) {
      return; // another change
    }
    PackedZone file = came.fileOf(zone);
    files.remove(apex);
    if (mayBeLaid(config.of(apex))) {
      serials.put(apex, file.serial());
    }
    if (config.of(apex).updates().isPresent()) {
      files.put(apex, file);
    }
    if (came.isHidden()) {
      hidden.add(apex);
    }
  }

  /** A zone with some RRsets as the layer says now, or the file where the layer says nothing. */
  private PackedZone changed(PackedZone zone, PackedZone file, Collection<ZoneChange.Key> keys) {
    DomainName apex = zone.apex();
    ZoneExchange exchange = config.of(apex);
    boolean whole = exchange.updates().isPresent();
    boolean serial = tellsOfPolicies(exchange) && zone.gslbNameList().size() > 0;
    if (zone.isSigned() || !(whole || serial)) {
      return zone;
    }
    List<ZoneChange.Key> removed = new ArrayList<>();
    List<RRset> added = new ArrayList<>();
    synchronized (this) {
      Layer layer = layers.get(apex);
      if (layer == null) {
        return zone;
      }
      for (ZoneChange.Key key : keys) {
        Optional<RRset> said = layer.content.get(key);
        Optional<RRset> rrset = said == null ? file.rrset(key.owner(), key.type()) : said;
        if (said == null && rrset.isEmpty() && file.types(key.owner(), true).contains(key.type())) {
          continue; // a policy's
        }
        boolean soa = key.type().equals(RecordType.SOA);
        if (soa && rrset.isPresent()) {
          if (Serial.compare(ZoneDelta.serial(rrset.get()), zone.serial()) >= 0) {
            added.add(rrset.get());
          }
        } else if (whole) {
          rrset.ifPresentOrElse(added::add, () -> removed.add(key));
        }
      }
    }
    ZoneChange change = new ZoneChange(removed, added);
    try {
      return (PackedZone) zone.with(change);
    } catch (RefusedException e) {
      return fitting(zone, change);
    }
  }

  /** RRset by RRset, so that one that does not fit leaves the others. */
  private static PackedZone fitting(PackedZone zone, ZoneChange change) {
    List<ZoneChange> parts = new ArrayList<>();
    change.removed().forEach(key -> parts.add(new ZoneChange(List.of(key), List.of())));
    change.added().forEach(rrset -> parts.add(new ZoneChange(List.of(), List.of(rrset))));
    PackedZone result = zone;
    for (ZoneChange part : parts) {
      try {
        result = (PackedZone) result.with(part);
      } catch (RefusedException misfit) {
        LOG.warn(
            "An update of {} does not fit and is left out: {}", zone.apex(), misfit.getMessage());
      }
    }
    return result;
  }

  /** What the file of a dynamic zone says: before updates are laid over it, all that it is. */
  private synchronized PackedZone file(PackedZone zone) {
    Came came = coming.get(zone);
    if (came != null) {
      return came.fileOf(zone);
    }
    boolean dynamic = config.of(zone.apex()).updates().isPresent();
    return dynamic ? files.computeIfAbsent(zone.apex(), unused -> zone) : zone;
  }

  @Override
  public synchronized void removed(DomainName apex) {
    files.remove(apex);
    hidden.remove(apex);
    if (!layers.containsKey(apex)) {
      serials.remove(apex);
    }
  }

  /** Makes an update of a change: what goes and is not in the file need not be remembered. */
  synchronized ZoneUpdate update(DomainName apex, ZoneChange change) {
    PackedZone file = files.get(apex);
    if (file == null) {
      return ZoneUpdate.of(change);
    }
    List<ZoneChange.Key> gone = new ArrayList<>();
    Set<ZoneChange.Key> forgotten = new HashSet<>();
    for (ZoneChange.Key key : change.removed()) {
      (file.types(key.owner(), true).contains(key.type()) ? gone : forgotten).add(key);
    }
    return new ZoneUpdate(new ZoneChange(gone, change.added()), forgotten);
  }

  /**
   * Returns what the layer has at some names and the zone has not, because it did not fit: an
   * update of a name forgets it, so that it does not come back over what the update makes.
   */
  synchronized List<ZoneChange.Key> leftOut(PackedZone zone, Set<DomainName> owners) {
    Layer layer = layers.get(zone.apex());
    if (layer == null) {
      return List.of();
    }
    return layer.content.entrySet().stream()
        .filter(entry -> entry.getValue().isPresent())
        .map(Map.Entry::getKey)
        .filter(key -> owners.contains(key.owner()))
        .filter(key -> !zone.types(key.owner(), true).contains(key.type()))
        .toList();
  }

  @Override
  public synchronized CompletableFuture<?> kept(DomainName apex, long position, ZoneUpdate sum) {
    Layer layer = layers.computeIfAbsent(apex, unused -> new Layer());
    if (position == layer.position) {
      return CompletableFuture.completedFuture(null);
    }
    if (position < layer.position) {
      LOG.warn("The updates of {} were replaced by older ones, as from a backup", apex);
      layer.served = ZoneJournal.START;
    }
    Set<ZoneChange.Key> keys = new LinkedHashSet<>(layer.content.keySet());
    keys.addAll(sum.keys());
    layer.content.clear();
    sum.putTo(layer.content);
    layer.position = position;
    return serve(apex, position, keys);
  }

  @Override
  public synchronized void updated(DomainName apex, long position, ZoneUpdate update) {
    Layer layer = layers.computeIfAbsent(apex, unused -> new Layer());
    if (position > layer.position) {
      update.putTo(layer.content);
      layer.position = position;
      var unused = serve(apex, position, update.keys());
    }
  }

  private CompletableFuture<?> serve(
      DomainName apex, long position, Collection<ZoneChange.Key> keys) {
    if (!mayBeLaid(config.of(apex))) {
      isServed(apex, position);
      return CompletableFuture.completedFuture(null);
    }
    List<ZoneChange.Key> own = List.copyOf(keys);
    return serve(apex, position, zone -> updated(zone, own));
  }

  private CompletableFuture<?> serve(
      DomainName apex, long position, UnaryOperator<PackedZone> change) {
    return changes
        .change(apex, change)
        .handle(
            (id, failed) -> {
              if (failed != null) {
                LOG.debug("{} has updates and is not served", apex, failed);
              }
              isServed(apex, position);
              return id;
            });
  }

  /** Some RRsets, and all by which a zone differs from its file. */
  private Collection<ZoneChange.Key> beyondFile(PackedZone zone, Collection<ZoneChange.Key> own) {
    Set<ZoneChange.Key> keys = new LinkedHashSet<>(own);
    byte[] apex = zone.apex().canonicalWire();
    TableDifference.give(
        file(zone).table(),
        zone.table(),
        (added, key, node, rrset, record) -> {
          DomainName owner = DomainName.fromWire(TableDifference.owner(key, apex), 0);
          keys.add(new ZoneChange.Key(owner, new RecordType(node.type(rrset))));
          return true;
        });
    return keys;
  }

  /** The serial of a file may be newer than that of an update which comes after it. */
  @SuppressWarnings("ReferenceEquality") // whether anything was laid over it
  private PackedZone updated(PackedZone zone, Collection<ZoneChange.Key> keys) {
    PackedZone result = changed(zone, file(zone), keys);
    synchronized (this) {
      if (result != zone && result.serial() == zone.serial()) {
        hidden.add(zone.apex());
      }
      Came came = coming.get(zone);
      if (came != null && result != zone) {
        coming.put(result, new Came(came.fileOf(zone), came.isHidden()));
      }
    }
    return result;
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
