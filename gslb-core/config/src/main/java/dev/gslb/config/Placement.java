package dev.gslb.config;

/**
 * Where a client is, for a domain that all regions serve and none of whose servers is down.
 *
 * @param region the region that is preferred
 * @param source who says so
 * @param detail the rule, in the router's words
 * @param scope how many bits of the client's address decided
 */
public record Placement(String region, Source source, String detail, int scope) {
  /** Who places a client. */
  public enum Source {
    /** A mapping that was said at run time. */
    RUNTIME,
    /** A mapping of a file. */
    CONFIGURATION,
    /** The country or the continent that the database has. */
    DATABASE,
    /** Nobody: the default region. */
    DEFAULT,
    /** Nobody: the first region. */
    NONE
  }
}
