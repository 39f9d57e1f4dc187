package dev.gslb.config;

import dev.gslb.zone.Zone;
import java.util.List;

/**
 * What a configuration says, checked and ready to be served. Immutable.
 *
 * @param mode how the server runs
 * @param zones what it answers for, with distinct apexes; at least one
 * @param dns where it listens, and how it answers
 * @param metrics where it shows its metrics
 * @param logging how it logs
 * @param sources the files that all of this came from, as they were when they were read
 */
public record ServerConfig(
    Mode mode,
    List<Zone> zones,
    DnsConfig dns,
    MetricsConfig metrics,
    LoggingConfig logging,
    Fingerprint sources) {
  /** How a server runs. */
  public enum Mode {
    /** On its own. */
    STANDALONE
  }

  /** Copies the zones. */
  public ServerConfig {
    zones = List.copyOf(zones);
  }
}
