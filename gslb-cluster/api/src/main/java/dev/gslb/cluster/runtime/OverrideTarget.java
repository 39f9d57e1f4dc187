package dev.gslb.cluster.runtime;

import java.util.regex.Pattern;

/**
 * What an override is for: all endpoints of a region that have an address, or one of them.
 *
 * @param region the region's name, or {@link #NO_REGION}
 * @param address an IP address; or that with a port, an IPv6 address then in brackets; or the rest
 *     of an endpoint's id. 1 to 255 characters without white space and slashes
 */
public record OverrideTarget(String region, String address) implements Comparable<OverrideTarget> {
  /** Stands for the region of endpoints that are in none. */
  public static final String NO_REGION = "-";

  private static final Pattern REGION = Pattern.compile("[A-Za-z0-9._-]{1,63}");
  private static final Pattern ADDRESS = Pattern.compile("[^\\s/\\p{Cntrl}]{1,255}");

  /** Checks the form. */
  public OverrideTarget {
    if (!REGION.matcher(region).matches()) {
      throw new IllegalArgumentException(
          "region '" + region + "' (expected: a region's name, or - for none)");
    }
    if (!ADDRESS.matcher(address).matches()) {
      throw new IllegalArgumentException(
          "address '" + address + "' (expected: an address, or address:port)");
    }
  }

  @Override
  public int compareTo(OverrideTarget other) {
    int byRegion = region.compareTo(other.region);
    return byRegion != 0 ? byRegion : address.compareTo(other.address);
  }

  @Override
  public String toString() {
    return region + "/" + address;
  }
}
