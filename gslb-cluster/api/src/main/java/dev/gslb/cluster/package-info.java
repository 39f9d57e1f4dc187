/**
 * The versioned key/value store of a server's state, and the store of a server that stands alone.
 */
@NullMarked
package dev.gslb.cluster;

import org.jspecify.annotations.NullMarked;
