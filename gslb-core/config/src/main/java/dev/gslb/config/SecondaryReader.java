package dev.gslb.config;

import dev.gslb.spi.ConsumedCatalog;
import dev.gslb.spi.ExchangePeer;
import dev.gslb.spi.SecondaryConfig;
import dev.gslb.spi.SecondaryZone;
import dev.gslb.zone.DomainName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads {@code primaries} of zones, and where such zones are kept. */
final class SecondaryReader {
  private static final String FOLDER = "a folder";

  private final Function<MapReader, @Nullable ExchangePeer> peer;
  private final Map<DomainName, SecondaryZone> zones = new LinkedHashMap<>();
  private @Nullable Path folder;
  private int maxRecords = SecondaryConfig.DEFAULT_MAX_RECORDS;

  /**
   * Starts with no zone.
   *
   * @param peer reads another server; null if that cannot be
   */
  SecondaryReader(Function<MapReader, @Nullable ExchangePeer> peer) {
    this.peer = peer;
  }

  /** Reads what holds for all of them, from {@code transfers}. */
  void read(MapReader transfers) {
    folder = transfers.path("data_dir", FOLDER);
    maxRecords =
        transfers.integer("max_records", SecondaryConfig.DEFAULT_MAX_RECORDS, 1, Integer.MAX_VALUE);
  }

  /** Reads the primaries of a zone that has some. Returns them. */
  List<ExchangePeer> readZone(@Nullable DomainName apex, MapReader zone) {
    List<ExchangePeer> primaries = primaries(zone);
    if (apex != null && !primaries.isEmpty()) {
      zones.put(apex, new SecondaryZone(apex, primaries));
    }
    return primaries;
  }

  /** Reads {@code primaries}; empty if there are none. */
  List<ExchangePeer> primaries(MapReader zone) {
    List<ExchangePeer> primaries = new ArrayList<>();
    if (zone.get("primaries") instanceof Node.Items list && list.items().isEmpty()) {
      zone.problems().add(zone.place("primaries"), "none", "at least one primary");
    }
    for (MapReader primary : zone.maps("primaries")) {
      ExchangePeer read = peer.apply(primary);
      if (read != null) {
        primaries.add(read);
      }
    }
    return primaries;
  }

  /** The names of the zones that have primaries. */
  Set<DomainName> apexes() {
    return zones.keySet();
  }

  SecondaryConfig config(List<ConsumedCatalog> catalogs) {
    return new SecondaryConfig(
        Optional.ofNullable(folder), maxRecords, List.copyOf(zones.values()), catalogs);
  }
}
