/**
 * The built-in routers: {@code round-robin}, {@code weighted}, {@code failover}, {@code geo} and
 * {@code latency}. Public are only the providers, whose javadoc lists the options; a policy names
 * its router and never sees these types.
 */
@NullMarked
package dev.gslb.routing;

import org.jspecify.annotations.NullMarked;
