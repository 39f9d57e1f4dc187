package dev.gslb.cluster.etcd;

import dev.gslb.cluster.ClusterBackend;
import dev.gslb.cluster.ClusterBackendProvider;
import dev.gslb.cluster.NodeId;
import dev.gslb.zone.Options;

/**
 * The kind {@code etcd}: state and election in an etcd v3 that others run. Its options:
 *
 * <ul>
 *   <li>{@code endpoints}, required: a list of {@code http://host:port}, or all {@code https}
 *   <li>{@code prefix} of all keys, {@code /gslb/} by default; one cluster has a prefix of its own
 *   <li>{@code cert}, {@code key}, {@code ca}: PEM files, required for {@code https}; the key is in
 *       PKCS #8, and the servers' certificates carry their names or addresses
 *   <li>{@code user} and {@code password}, where etcd asks for them
 *   <li>{@code lease} of the leader, {@code 2s} by default: how long after its end another one
 *       takes over. Whole seconds; etcd makes it longer if it is less than 1.5 times its election
 *       timeout
 *   <li>{@code timeout} of a call, {@code 5s} by default
 * </ul>
 *
 * <p>The server's limits must allow requests of 1.5 MiB and transactions of 128 operations, as its
 * defaults do. Safe for any thread.
 */
public final class EtcdBackendProvider implements ClusterBackendProvider {

  /** Makes a provider. */
  public EtcdBackendProvider() {}

  @Override
  public String kind() {
    return "etcd";
  }

  @Override
  public void validate(Options options) {
    EtcdSettings.read(options);
  }

  /** Opens a backend, whether or not etcd can be reached. Blocks while it reads the PEM files. */
  @Override
  public ClusterBackend open(NodeId self, Options options) {
    return EtcdBackend.open(self, EtcdSettings.read(options));
  }
}
