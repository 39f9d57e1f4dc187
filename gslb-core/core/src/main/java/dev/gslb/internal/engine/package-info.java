/** Decode, look up, route, write: one request to one response. */
@NullMarked
package dev.gslb.internal.engine;

import org.jspecify.annotations.NullMarked;
