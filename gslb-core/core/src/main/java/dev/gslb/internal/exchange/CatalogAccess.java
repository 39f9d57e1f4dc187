package dev.gslb.internal.exchange;

import dev.gslb.internal.engine.AccessLists;
import dev.gslb.spi.AccessRule;
import dev.gslb.spi.ExchangeConfig;
import dev.gslb.spi.QueryAccess;
import dev.gslb.zone.DomainName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who may ask a catalog: who may take it, unless something else is said (RFC 9432 section 7). Any
 * thread.
 */
public final class CatalogAccess {
  private final AccessLists lists;
  private QueryAccess access; // guarded by this
  private ExchangeConfig exchange; // guarded by this

  /**
   * Closes the catalogs.
   *
   * @param lists who may ask what, of which nobody else says anything
   * @param access what is said of it
   * @param exchange knows the catalogs that are made and taken here, and who may take them
   */
  public CatalogAccess(AccessLists lists, QueryAccess access, ExchangeConfig exchange) {
    this.lists = lists;
    this.access = access;
    this.exchange = exchange;
    lists.set(closed(access, exchange));
  }

  /** Something else is said of who may ask. */
  public synchronized void access(QueryAccess next) {
    access = next;
    lists.set(closed(access, exchange));
  }

  /** There are other catalogs, or others may take them. */
  public synchronized void exchange(ExchangeConfig next) {
    exchange = next;
    lists.set(closed(access, exchange));
  }

  private static QueryAccess closed(QueryAccess access, ExchangeConfig exchange) {
    Map<DomainName, List<AccessRule>> zones = new HashMap<>();
    exchange.catalogs().forEach(catalog -> close(catalog.apex(), exchange, zones));
    exchange.secondaries().catalogs().forEach(catalog -> close(catalog.apex(), exchange, zones));
    if (zones.isEmpty()) {
      return access;
    }
    zones.putAll(access.zones());
    return new QueryAccess(access.defaults(), zones);
  }

  private static void close(
      DomainName apex, ExchangeConfig exchange, Map<DomainName, List<AccessRule>> zones) {
    zones.put(apex, exchange.of(apex).transfer());
  }
}
