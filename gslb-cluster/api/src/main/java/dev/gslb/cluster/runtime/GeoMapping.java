package dev.gslb.cluster.runtime;

/**
 * A network that is placed in a region at run time.
 *
 * @param prefix the network
 * @param region the region
 * @param comment the operator's words, of at most 255 characters
 */
public record GeoMapping(GeoPrefix prefix, String region, String comment) {
  /** The most mappings that count. */
  public static final int MAX_COUNT = 100_000;

  private static final int MAX_COMMENT = 255;

  /** Checks the lengths. */
  public GeoMapping {
    Registration.requireRegion(region);
    if (comment.length() > MAX_COMMENT) {
      throw new IllegalArgumentException(
          "comment of " + comment.length() + " characters (expected: at most 255)");
    }
  }
}
