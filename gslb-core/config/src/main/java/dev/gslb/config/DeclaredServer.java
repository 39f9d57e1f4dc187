package dev.gslb.config;

import dev.gslb.zone.Endpoint;

/**
 * A server as a file declares it.
 *
 * @param endpoint what policies use
 * @param service the one domain that it is for; empty for any
 * @param source file, line and column
 */
public record DeclaredServer(Endpoint endpoint, String service, String source) {}
