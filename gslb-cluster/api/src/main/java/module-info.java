/**
 * What is happening now, kept in a versioned key/value store: its interface and the local store.
 */
module dev.gslb.cluster {
  requires transitive dev.gslb.core;
  requires static transitive org.jspecify;
  requires com.h2database.mvstore;
  requires org.slf4j;
  requires tools.jackson.core;

  exports dev.gslb.cluster;
  exports dev.gslb.cluster.runtime;

  uses dev.gslb.cluster.ClusterBackendProvider;

  provides dev.gslb.cluster.ClusterBackendProvider with
      dev.gslb.cluster.LocalBackendProvider;
}
