package dev.gslb.internal.exchange;

import dev.gslb.internal.exchange.ZoneFolder.Kept;
import dev.gslb.internal.table.PackedZone;
import dev.gslb.spi.ConsumedCatalog;
import dev.gslb.spi.ExchangeConfig;
import dev.gslb.spi.ProducedCatalog;
import dev.gslb.spi.ZoneExchange;
import dev.gslb.zone.DomainName;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The catalogs of a server (RFC 9432): what those say that are taken from others, and those that
 * are made here. Belongs to the loop of {@link Secondaries} but for what says otherwise.
 */
final class Catalogs {
  private static final Logger LOG = LoggerFactory.getLogger(Catalogs.class);

  private final HeldZones held;
  private final MemberExchanges members;
  private final InstantSource clock;
  private final CatalogBook book = new CatalogBook();
  private volatile ExchangeConfig config = ExchangeConfig.NONE;

  Catalogs(HeldZones held, MemberExchanges members, InstantSource clock) {
    this.held = held;
    this.members = members;
    this.clock = clock;
  }

  /** Has other catalogs from now on; those that are here already are read again. */
  void configure(ExchangeConfig next) {
    config = next;
    for (ConsumedCatalog catalog : next.secondaries().catalogs()) {
      PackedZone here = held.get(catalog.apex());
      if (here != null) {
        enter(here);
      }
    }
  }

  /** Whether a zone is a catalog that is taken. Any thread. */
  boolean isConsumed(DomainName apex) {
    return find(apex).isPresent();
  }

  private Optional<ConsumedCatalog> find(DomainName apex) {
    return config.secondaries().catalogs().stream()
        .filter(catalog -> catalog.apex().equals(apex))
        .findFirst();
  }

  /** What a catalog says; null, and an error in the log, if it is broken. Any thread. */
  @Nullable CatalogContent read(PackedZone zone) {
    return find(zone.apex()).map(catalog -> CatalogBook.read(catalog, zone)).orElse(null);
  }

  /** Enters what a catalog says, unless it is broken. */
  void enter(PackedZone zone) {
    CatalogContent content = read(zone);
    if (content != null) {
      enter(zone.apex(), content);
    }
  }

  /** Enters what a catalog says; it counts when all is settled the next time. */
  void enter(DomainName catalog, CatalogContent content) {
    book.enter(catalog, content);
  }

  /** Settles which zones are taken because a catalog names them. */
  CatalogBook.Settled settle() {
    Set<DomainName> configured = new HashSet<>(produced());
    config.secondaries().zones().forEach(zone -> configured.add(zone.apex()));
    CatalogBook.Settled settled =
        book.settle(
            config.secondaries().catalogs(),
            zone -> configured.contains(zone) || held.isDeclared(zone));
    Map<DomainName, ZoneExchange> exchanges = new HashMap<>();
    settled.zones().forEach((zone, member) -> exchanges.put(zone, member.exchange()));
    members.set(exchanges);
    return settled;
  }

  /** The catalogs that are made here. Any thread. */
  Set<DomainName> produced() {
    Set<DomainName> apexes = new HashSet<>();
    config.catalogs().forEach(catalog -> apexes.add(catalog.apex()));
    return apexes;
  }

  /** Makes the catalogs, to be served with the first zones. */
  void restore() {
    config.catalogs().forEach(catalog -> held.restore(made(catalog, kept(catalog.apex()))));
  }

  /** Makes the catalogs anew, and serves those that changed. */
  @SuppressWarnings("ReferenceEquality") // the very object says that there is nothing new
  void produce() {
    for (ProducedCatalog catalog : config.catalogs()) {
      PackedZone here = held.get(catalog.apex());
      PackedZone zone = made(catalog, here == null ? kept(catalog.apex()) : here);
      if (zone != here) {
        var unused = held.put(zone);
      }
    }
  }

  private @Nullable PackedZone kept(DomainName apex) {
    return config
        .secondaries()
        .folder()
        .flatMap(folder -> new ZoneFolder(folder).load(apex))
        .map(Kept::zone)
        .orElse(null);
  }

  @SuppressWarnings("ReferenceEquality") // the very object says that there is nothing new
  private PackedZone made(ProducedCatalog catalog, @Nullable PackedZone before) {
    Instant now = clock.instant();
    PackedZone zone = CatalogMaker.make(catalog, before, now);
    if (zone != before) {
      int size = catalog.members().size();
      LOG.info("{} has serial {} and {} members", catalog.apex(), zone.serial(), size);
      config.secondaries().folder().ifPresent(folder -> keep(folder, zone, now));
    }
    return zone;
  }

  /** So that a start goes on with the same serial, or with a greater one. */
  private static void keep(Path path, PackedZone zone, Instant now) {
    ZoneFolder folder = new ZoneFolder(path);
    try {
      folder.save(zone, now);
    } catch (IOException e) {
      LOG.error("{} cannot be kept: {}", folder.file(zone.apex()), e.toString());
    }
  }
}
