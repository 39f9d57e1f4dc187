/**
 * What is happening now, kept in a versioned key/value store: its interface and the local store.
 */
module dev.gslb.cluster {
  requires transitive dev.gslb.core;
  requires static transitive org.jspecify;
  requires com.h2database.mvstore;
  requires org.slf4j;

  exports dev.gslb.cluster;

  uses dev.gslb.cluster.StateStoreProvider;

  provides dev.gslb.cluster.StateStoreProvider with
      dev.gslb.cluster.LocalStateStoreProvider;
}
