package dev.gslb.config;

import dev.gslb.spi.Network;

/**
 * A network that a file places in a region.
 *
 * @param network the network
 * @param region the region
 * @param comment the operator's words; may be empty
 * @param source file, line and column
 * @param shadowed whether something said at run time goes before it
 */
public record DeclaredMapping(
    Network network, String region, String comment, String source, boolean shadowed) {}
