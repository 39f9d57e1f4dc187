package dev.gslb.spi;

import java.util.Set;

/**
 * Names a router and builds it. Found by {@link java.util.ServiceLoader} or registered on the
 * server's builder.
 */
public interface RouterProvider {
  /**
   * Returns the name that policies use.
   *
   * @return lower case, such as {@code round-robin}
   */
  String name();

  /**
   * Returns other names for the same router.
   *
   * @return possibly none
   */
  default Set<String> aliases() {
    return Set.of();
  }

  /**
   * Builds the router of one policy. Called on a builder thread, or where configuration is checked;
   * it may block, for instance to read a file.
   *
   * @param config the policy's options and declared members
   * @return an immutable router
   * @throws dev.gslb.zone.RefusedException if an option is wrong, with a place relative to the
   *     options
   */
  Router create(RouterConfig config);
}
