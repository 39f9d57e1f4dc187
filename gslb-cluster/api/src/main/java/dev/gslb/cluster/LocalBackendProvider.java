package dev.gslb.cluster;

import dev.gslb.zone.Options;

/**
 * The kind {@code local}: a server that stands alone, with a {@link LocalStateStore} in a file.
 *
 * <p>Options: {@code path} names the file and is required. {@code export} names a second file,
 * which a {@link StateBackup} is written to every {@code export_interval} (default 1h), if anything
 * changed. Safe for any thread.
 */
public final class LocalBackendProvider implements ClusterBackendProvider {

  /** Makes a provider. */
  public LocalBackendProvider() {}

  @Override
  public String kind() {
    return LocalBackend.KIND;
  }

  @Override
  public void validate(Options options) {
    LocalSettings.read(options);
  }

  @Override
  public ClusterBackend open(NodeId self, Options options) {
    return LocalBackend.open(self, LocalSettings.read(options));
  }
}
