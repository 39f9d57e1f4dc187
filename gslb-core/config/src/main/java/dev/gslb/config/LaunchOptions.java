package dev.gslb.config;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * What a command line says beside the file. It goes before the file, each time that is loaded.
 *
 * @param mode in place of {@code cluster.mode} and {@code mode}
 * @param bootstrap whether this node begins a cluster, as if the file said so
 * @param join nodes to join, beside those of the file
 */
public record LaunchOptions(
    Optional<ServerConfig.Mode> mode, boolean bootstrap, List<InetSocketAddress> join) {
  /** The file alone. */
  public static final LaunchOptions NONE = new LaunchOptions(Optional.empty(), false, List.of());

  /** Copies the list. */
  public LaunchOptions {
    join = List.copyOf(join);
  }
}
