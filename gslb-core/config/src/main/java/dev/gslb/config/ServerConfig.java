package dev.gslb.config;

import dev.gslb.spi.ExchangeConfig;
import dev.gslb.spi.QueryAccess;
import dev.gslb.zone.Zone;
import java.util.List;
import java.util.Optional;

/**
 * What a configuration says, checked and ready to be served. Immutable.
 *
 * @param mode how the server runs
 * @param zones what it answers for, with distinct apexes; at least one
 * @param dns where it listens, and how it answers
 * @param exchange how its zones are exchanged with other servers
 * @param access who may ask
 * @param metrics where it shows its metrics
 * @param api where it is managed
 * @param state where it keeps what is said at run time; empty if nothing can be said
 * @param cluster how it works with others; present with {@link Mode#CLUSTER}
 * @param logging how it logs
 * @param sources the files that all of this came from, as they were when they were read
 */
public record ServerConfig(
    Mode mode,
    List<Zone> zones,
    DnsConfig dns,
    ExchangeConfig exchange,
    QueryAccess access,
    MetricsConfig metrics,
    ApiConfig api,
    Optional<StateConfig> state,
    Optional<ClusterConfig> cluster,
    LoggingConfig logging,
    Fingerprint sources) {
  /** How a server runs. */
  public enum Mode {
    /** On its own. */
    STANDALONE,
    /** With others, which share a state. */
    CLUSTER
  }

  /** Copies the zones. */
  public ServerConfig {
    zones = List.copyOf(zones);
  }

  /** The same configuration with other zones. */
  ServerConfig withZones(List<Zone> other) {
    return new ServerConfig(
        mode, other, dns, exchange, access, metrics, api, state, cluster, logging, sources);
  }
}
