package dev.gslb.cluster;

/**
 * How a store does, as far as its node knows without asking it.
 *
 * @param reachable whether it answers this node
 * @param detail what is wrong, and since when if that is known; empty if nothing is
 */
public record StoreHealth(boolean reachable, String detail) {

  /** Nothing is wrong. */
  public static final StoreHealth GOOD = new StoreHealth(true, "");
}
