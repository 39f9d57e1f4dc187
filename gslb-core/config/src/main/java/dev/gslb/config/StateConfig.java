package dev.gslb.config;

import dev.gslb.zone.Options;

/**
 * Where what is said at run time is kept.
 *
 * @param node this node's name
 * @param backend the kind of backend, such as {@code local} or {@code ratis}
 * @param options of the backend
 */
public record StateConfig(String node, String backend, Options options) {
  /** The folder of the state where none is named. */
  public static final String DEFAULT_DIRECTORY = "/var/lib/gslb";

  @Override
  public String toString() {
    // Options may hold passwords.
    return "StateConfig[node=" + node + ", backend=" + backend + "]";
  }
}
