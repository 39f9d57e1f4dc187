package dev.gslb.cluster.runtime;

import dev.gslb.cluster.Entry;
import dev.gslb.cluster.Key;
import dev.gslb.cluster.Outcome;
import dev.gslb.cluster.StateStore;
import dev.gslb.cluster.Transaction;
import dev.gslb.cluster.Value;
import java.util.concurrent.CompletableFuture;

/**
 * The networks that are placed at run time, in a state store under {@code geo/mappings/{prefix}},
 * each a JSON object of {@code region} and {@code comment}. Safe for any thread.
 */
public final class GeoMappings {
  static final String PREFIX = "geo/mappings/";

  private final StateStore store;

  /**
   * Makes a view of a store.
   *
   * @param store kept open by the caller
   */
  public GeoMappings(StateStore store) {
    this.store = store;
  }

  /**
   * Places a network.
   *
   * @param mapping goes before what was said of the same network
   * @return completes when it is durable
   */
  public CompletableFuture<Outcome> map(GeoMapping mapping) {
    return store.commit(
        Transaction.put(key(mapping.prefix()), Value.of(RegistrationJson.write(mapping))));
  }

  /**
   * Ends a mapping.
   *
   * @param prefix of what network
   * @return completes when it is durable
   */
  public CompletableFuture<Outcome> unmap(GeoPrefix prefix) {
    return store.commit(Transaction.delete(key(prefix)));
  }

  static Key key(GeoPrefix prefix) {
    return new Key(PREFIX + prefix);
  }

  /**
   * Reads an entry.
   *
   * @throws IllegalArgumentException if it is no mapping
   */
  static GeoMapping read(Entry entry) {
    GeoPrefix prefix = GeoPrefix.of(entry.key().text().substring(PREFIX.length()));
    if (!key(prefix).equals(entry.key())) {
      throw new IllegalArgumentException("no such key (expected: " + key(prefix) + ")");
    }
    return RegistrationJson.mapping(prefix, entry.value().text());
  }
}
