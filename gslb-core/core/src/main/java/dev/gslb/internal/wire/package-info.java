/** Reads requests and writes responses in place, without objects. */
@NullMarked
package dev.gslb.internal.wire;

import org.jspecify.annotations.NullMarked;
