package dev.gslb.cluster;

import dev.gslb.zone.Options;

/** Names a kind of state store and opens stores. Found by {@link java.util.ServiceLoader}. */
public interface StateStoreProvider {

  /**
   * Returns the kind.
   *
   * @return such as {@code local}
   */
  String kind();

  /**
   * Checks options, without opening anything.
   *
   * @param options of the kind
   * @throws dev.gslb.zone.RefusedException if an option is wrong
   */
  void validate(Options options);

  /**
   * Opens a store. May block while it reads files or reaches its peers.
   *
   * @param options of the kind
   * @return a store that belongs to the caller
   * @throws dev.gslb.zone.RefusedException if an option is wrong
   * @throws StateStoreException if the store cannot be opened
   */
  StateStore open(Options options);
}
