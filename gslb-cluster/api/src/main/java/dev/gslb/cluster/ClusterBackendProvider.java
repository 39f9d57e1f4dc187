package dev.gslb.cluster;

import dev.gslb.zone.Options;

/** Names a kind of backend and opens it. Found by {@link java.util.ServiceLoader}. */
public interface ClusterBackendProvider {

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
   * Opens a backend. May block while it reads files or reaches its peers, but does not wait for a
   * leader.
   *
   * @param self this node's name
   * @param options of the kind
   * @return a backend that belongs to the caller
   * @throws dev.gslb.zone.RefusedException if an option is wrong
   * @throws StateStoreException if it cannot be opened
   */
  ClusterBackend open(NodeId self, Options options);
}
